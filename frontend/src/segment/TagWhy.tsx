import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TagWhyFreeMutation } from '../__generated__/TagWhyFreeMutation.graphql'
import type { TagWhyQuery, TagWhyQuery$data } from '../__generated__/TagWhyQuery.graphql'
import { date } from '../format/date'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Moment } from '../ui/Moment'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import css from './TagWhy.module.css'

const query = graphql`
  query TagWhyQuery($client: ID!, $tag: ID!) {
    client(id: $client) {
      tagStates(tag: $tag) {
        borne
        source
        ruleVersion
        reason
        givenAt
        givenBy {
          name
        }
        endsOn
        ruleSays
        ruleDecides
        rule {
          sentence
        }
        facts {
          key
          zh
          en
          value
        }
      }
      tagHistory(first: 50) {
        tag
        given
        cause
        at
        by {
          name
        }
      }
    }
  }
`
const free = graphql`
  mutation TagWhyFreeMutation($input: FreeClientTagInput!) {
    freeClientTag(input: $input) {
      ...ClientTags_client
    }
  }
`
type Client = NonNullable<TagWhyQuery$data['client']>
type State = NonNullable<Client['tagStates']>[number]

/** Why a client bears a tag: who gave it or which rule, the facts that decided, and what came and went before. */
export function TagWhy({ client, tag, onDone }: { client: string; tag: string; onDone: () => void }) {
  const { t, i18n } = useLingui()
  const data = useLazyLoadQuery<TagWhyQuery>(query, { client, tag }, { fetchPolicy: 'network-only' })
  const words = useFailureText()
  const mayFree = useRight('Mutation.freeClientTag')
  const [run, busy] = useChange<TagWhyFreeMutation>(free)
  const state = data.client?.tagStates?.[0]
  if (!state) return <p className={css.why}>{t`The client does not bear it any more.`}</p>
  const history = (data.client?.tagHistory ?? []).filter((each) => each.tag === tag)
  const leave = async () => {
    const outcome = await run({ input: { client, tag } })
    if (outcome.ok) onDone()
    else toast(words(outcome.failure).title, 'bad')
  }
  return (
    <div className={css.why}>
      <Given state={state} />
      {state.reason && <p>{state.reason}</p>}
      {state.endsOn && <p>{t`Ends after ${date(state.endsOn)}.`}</p>}
      {state.rule && (
        <>
          <p>
            <strong>{t`Rule`}</strong> {state.rule.sentence}
          </p>
          {state.ruleSays != null && (
            <p>{state.ruleSays ? t`The client meets the rule now.` : t`The client does not meet the rule now.`}</p>
          )}
        </>
      )}
      {state.facts.length > 0 && (
        <dl className={css.facts}>
          {state.facts.map((fact) => (
            <div key={fact.key}>
              <dt>{i18n.locale === 'zh-CN' ? fact.zh : fact.en}</dt>
              <dd>{fact.value ?? '—'}</dd>
            </div>
          ))}
        </dl>
      )}
      <History lines={history} />
      {mayFree && state.rule && state.source === 'hand' && (
        <Button small busy={busy} onClick={leave}>
          {t`Leave it to the rule`}
        </Button>
      )}
    </div>
  )
}

function Given({ state }: { state: State }) {
  const { t } = useLingui()
  const who = state.givenBy?.name ?? ''
  return (
    <p>
      {state.source === 'rule' ? (
        <strong>{t`Given by version ${state.ruleVersion ?? 0} of its rule`}</strong>
      ) : (
        <strong>{who ? t`Given by hand: ${who}` : t`Given by hand`}</strong>
      )}{' '}
      <Moment at={state.givenAt} />
    </p>
  )
}

function History({ lines }: { lines: NonNullable<Client['tagHistory']> }) {
  const { t } = useLingui()
  const causes: Record<string, string> = {
    hand: t`by hand`,
    rule: t`by the rule`,
    expired: t`its time was over`,
    exclusive: t`for another of its group`,
    import: t`by an import`,
  }
  if (lines.length < 2) return null
  return (
    <ol className={css.history} aria-label={t`History`}>
      {lines.map((line) => (
        <li key={`${line.at}${line.given}`}>
          <Moment at={line.at} /> {line.given ? t`Given` : t`Taken`} · {causes[line.cause] ?? line.cause}
          {line.by && ` · ${line.by.name}`}
        </li>
      ))}
    </ol>
  )
}
