import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { graphql } from 'react-relay'
import type { TierPreviewQuery, TierPreviewQuery$data } from '../__generated__/TierPreviewQuery.graphql'
import { count } from '../format/money'
import { paths } from '../paths'
import { useAnswer } from '../relay/useAnswer'
import { DataTable, endCell } from '../ui/DataTable'
import { Link } from '../ui/Link'
import { useFailureText } from '../ui/useFailureText'
import { TierBadge } from './TierBadge'
import css from './Tiers.module.css'
import type { TierContent } from './tierContent'

const query = graphql`
  query TierPreviewQuery($content: JSON!) {
    previewTierModel(content: $content) {
      sentence
      moved
      tiers {
        key
        zh
        en
        hue
      }
      counts {
        key
        now
        then
      }
      moves {
        fromTier
        toTier
        count
      }
      sample {
        id
        name
        tier {
          key
          zh
          en
          hue
        }
      }
    }
  }
`
type Shown = TierPreviewQuery$data['previewTierModel']

/** What moves if this model is put in force, asked a moment after the last change. brief: without counts and names. */
export function TierPreview({ content, brief }: { content: TierContent; brief?: boolean }) {
  const { t } = useLingui()
  const words = useFailureText()
  const answer = useAnswer<TierPreviewQuery>(query, { content })
  return (
    <div className={css.effect} role="status">
      {!answer ? (
        t`Counting…`
      ) : 'failure' in answer ? (
        <span className={css.wrong}>{words(answer.failure).title}</span>
      ) : (
        <Effect shown={answer.data.previewTierModel} brief={brief ?? false} />
      )}
    </div>
  )
}

function Effect({ shown, brief }: { shown: Shown; brief: boolean }) {
  const { t, i18n } = useLingui()
  const number = (value: number) => count(value, i18n.locale)
  const said = (key: string | null | undefined) => {
    const tier = shown.tiers.find((each) => each.key === key)
    return tier ? (i18n.locale === 'zh-CN' ? tier.zh : tier.en) : (key ?? t`no tier`)
  }
  return (
    <>
      <p>{shown.sentence}</p>
      <p>
        <strong>{t`${plural(shown.moved, { one: '# client would move.', other: '# clients would move.' })}`}</strong>{' '}
        {shown.moves.map((move) => `${said(move.fromTier)} → ${said(move.toTier)} ${number(move.count)}`).join(t`, `)}
      </p>
      {!brief && (
        <>
          <DataTable
            label={t`Clients by tier`}
            heads={[
              { id: 'tier', title: t`Tier` },
              { id: 'now', title: t`Now`, end: true },
              { id: 'then', title: t`Then`, end: true },
            ]}
          >
            {shown.counts.map((each) => (
              <tr key={each.key ?? ''}>
                <td>{said(each.key)}</td>
                <td className={endCell}>{number(each.now)}</td>
                <td className={endCell}>{number(each.then)}</td>
              </tr>
            ))}
          </DataTable>
          {shown.sample.length > 0 && (
            <p>
              {t`Among them:`}{' '}
              {shown.sample.map((client) => (
                <span key={client.id} className={css.mover}>
                  <Link to={paths.client(client.id)}>{client.name}</Link> <TierBadge tier={client.tier} />
                </span>
              ))}
            </p>
          )}
        </>
      )}
    </>
  )
}
