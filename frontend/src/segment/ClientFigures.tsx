import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { ClientFigures_client$key } from '../__generated__/ClientFigures_client.graphql'
import { FieldValue } from '../book/FieldValue'
import { paths } from '../paths'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { useFields } from '../viewer/useFields'
import css from './ClientPage.module.css'

const fragment = graphql`
  fragment ClientFigures_client on Client {
    id
    relation
    aum
    lastInteractionAt
    onboardDate
    owner {
      name
    }
    team {
      name
    }
    household {
      id
      name
    }
    next: tasks(first: 1, open: true) {
      nodes {
        id
        title
        dueAt
        state
      }
    }
  }
`

/** The five facts one asks first. */
export function ClientFigures({ client }: { client: ClientFigures_client$key }) {
  const { t } = useLingui()
  const { label } = useFields()
  const data = useFragment(fragment, client)
  const next = data.next?.nodes.find((task) => task.state === 'open')
  const value = (name: 'aum' | 'lastInteractionAt') => (
    <FieldValue clientId={data.id} relation={data.relation} name={name} value={data[name]} />
  )
  return (
    <dl className={css.figures}>
      <div className={css.figure}>
        <dt>{label('aum')}</dt>
        <dd>
          {value('aum')}
          {data.onboardDate && <span className={css.sub}>{t`since ${data.onboardDate}`}</span>}
        </dd>
      </div>
      <div className={css.figure}>
        <dt>{label('owner')}</dt>
        <dd>
          {data.owner?.name ?? '—'}
          <span className={css.sub}>{data.team?.name}</span>
        </dd>
      </div>
      <div className={css.figure}>
        <dt>{t`Next task`}</dt>
        <dd>
          {next?.title ?? '—'}
          {next?.dueAt && (
            <span className={css.sub}>
              <Moment at={next.dueAt} />
            </span>
          )}
        </dd>
      </div>
      <div className={css.figure}>
        <dt>{label('lastInteractionAt')}</dt>
        <dd>{value('lastInteractionAt')}</dd>
      </div>
      <div className={css.figure}>
        <dt>{label('household')}</dt>
        <dd>{data.household ? <Link to={paths.household(data.household.id)}>{data.household.name}</Link> : '—'}</dd>
      </div>
    </dl>
  )
}
