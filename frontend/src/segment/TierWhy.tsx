import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TierWhyQuery, TierWhyQuery$data } from '../__generated__/TierWhyQuery.graphql'
import { useTiers } from '../book/useTiers'
import { date } from '../format/date'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { useRight } from '../viewer/Viewer'
import { TierBadge } from './TierBadge'
import css from './TierWhy.module.css'
import { useTierWords } from './tierWords'

const query = graphql`
  query TierWhyQuery($client: ID!) {
    client(id: $client) {
      riskLevel
      tier {
        key
        zh
        en
        hue
        since
        cause
        model
        lifted
        aum
        distanceUp {
          zh
          en
          amount
        }
        distanceDown {
          amount
        }
        score
        confidence
        parts {
          dimension
          weight
          value
          points
          missing
          hidden
        }
        revealedRisk
        riskAbove
      }
      tierHistory(first: 12) {
        fromTier
        toTier
        day
        cause
        model
      }
    }
  }
`
type Client = NonNullable<TierWhyQuery$data['client']>
type Tier = NonNullable<Client['tier']>

/** Why a client is in a tier: how far the next one is, what each dimension adds, what moved him and when. */
export function TierWhy({ client }: { client: string }) {
  const { t, i18n } = useLingui()
  const data = useLazyLoadQuery<TierWhyQuery>(query, { client }, { fetchPolicy: 'network-only' })
  const words = useTierWords()
  const mayOpen = useRight('Query.tierModels')
  const tier = data.client?.tier
  if (!tier) return <p className={css.why}>{t`No tier yet: the client never had assets here.`}</p>
  const zh = i18n.locale === 'zh-CN'
  const next = tier.distanceUp ? ((zh ? tier.distanceUp.zh : tier.distanceUp.en) ?? '') : ''
  return (
    <div className={css.why}>
      <p className={css.head}>
        <TierBadge tier={tier} /> {t`since ${date(tier.since)}, ${words.cause(tier.cause)}`}
        {tier.lifted && <Badge>{t`Lifted by the score`}</Badge>}
      </p>
      <dl className={css.facts}>
        {tier.aum != null && (
          <Fact name={t`Assets that decide`}>
            <Money cny={tier.aum} />
          </Fact>
        )}
        {tier.distanceUp && (
          <Fact name={t`To ${next}`}>
            <Money cny={tier.distanceUp.amount} />
          </Fact>
        )}
        {tier.distanceDown && (
          <Fact name={t`May fall by`}>
            <Money cny={tier.distanceDown.amount} />
          </Fact>
        )}
      </dl>
      <Score tier={tier} />
      {tier.revealedRisk && (
        <p>
          {t`Risk held: ${tier.revealedRisk}`}
          {data.client?.riskLevel && ` · ${t`stated: ${data.client.riskLevel}`}`}{' '}
          {tier.riskAbove && (
            <Badge hue="amber" shape="rise">
              {t`Holds more risk than stated`}
            </Badge>
          )}
        </p>
      )}
      <Moves moves={data.client?.tierHistory ?? []} />
      <p className={css.model}>
        {mayOpen ? (
          <Link to={paths.tiers()}>{t`Version ${tier.model} of the model`}</Link>
        ) : (
          t`Version ${tier.model} of the model`
        )}
      </p>
    </div>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** Each dimension's value as a small bar, with what it adds and what is missing. */
function Score({ tier }: { tier: Tier }) {
  const { t } = useLingui()
  const words = useTierWords()
  const percent = tier.confidence == null ? '' : `${Math.round(Number(tier.confidence) * 100)}%`
  return (
    <section aria-label={t`Score`}>
      <p className={css.score}>
        <strong>{tier.score == null ? t`Score not shown in full` : t`Score ${tier.score}`}</strong>
        {percent && <span>{t`${percent} of it is known`}</span>}
      </p>
      <ul className={css.parts}>
        {(tier.parts ?? []).map((part) => (
          <li key={part.dimension}>
            <span>{words.dimension(part.dimension)}</span>
            <span className={css.bar} aria-hidden="true">
              <span style={{ inlineSize: `${part.value ?? 0}%` }} />
            </span>
            <span className={css.points}>
              {part.hidden ? t`hidden` : part.value == null ? t`unknown` : Math.round(Number(part.value))}
              <small>{` × ${part.weight}%`}</small>
            </span>
            {part.missing && part.missing.length > 0 && (
              <small className={css.missing}>
                {t`Missing: ${part.missing.map((each) => words.input(each)).join(t`, `)}`}
              </small>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Moves({ moves }: { moves: NonNullable<Client['tierHistory']> }) {
  const { t } = useLingui()
  const { word } = useTiers()
  const words = useTierWords()
  if (moves.length < 2) return null
  return (
    <ol className={css.history} aria-label={t`History`}>
      {moves.map((move, n) => (
        <li key={`${move.day}${n}`}>
          {date(move.day)} · {move.fromTier ? `${word(move.fromTier)} → ` : ''}
          {word(move.toTier)} · {words.cause(move.cause)}
        </li>
      ))}
    </ol>
  )
}
