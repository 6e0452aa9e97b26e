import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CampaignsPageQuery } from '../__generated__/CampaignsPageQuery.graphql'
import { dateTime } from '../format/date'
import { count } from '../format/money'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { buttonClass } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useRight } from '../viewer/Viewer'
import css from './Retain.module.css'
import { outreachHue, useOutreachWords } from './useOutreachWords'

const query = graphql`
  query CampaignsPageQuery {
    campaigns {
      id
      name
      state
      dueAt
      beganAt
      createdAt
      content {
        id
        name
        kind
      }
      createdBy {
        id
        name
      }
      funnel {
        audience
        sent
        clicked
      }
    }
  }
`

/** Campaigns, the newest first. */
export function CampaignsPage() {
  const { t } = useLingui()
  const mayCreate = useRight('Mutation.createCampaign')
  const mayRead = useRight('Query.contentItems')
  return (
    <Page
      title={t`Campaigns`}
      padded
      actions={
        <>
          {mayRead && <Link to={paths.contents()} className={buttonClass('plain')}>{t`Content`}</Link>}
          {mayCreate && <Link to={paths.newCampaign()} className={buttonClass('primary')}>{t`New campaign`}</Link>}
        </>
      }
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Campaigns />
      </Boundary>
    </Page>
  )
}

function Campaigns() {
  const { t, i18n } = useLingui()
  const words = useOutreachWords()
  const { campaigns } = useLazyLoadQuery<CampaignsPageQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  if (campaigns.length === 0)
    return (
      <EmptyState scene="list" title={t`No campaigns yet.`}>
        {t`A campaign sends an approved content to many clients, and says of each what became of it.`}
      </EmptyState>
    )
  const n = (value: number) => count(value, i18n.locale)
  return (
    <ul className={css.list} aria-label={t`Campaigns`}>
      {campaigns.map((each) => (
        <li key={each.id} className={css.item}>
          <div className={css.head}>
            <Link to={paths.campaign(each.id)}>{each.name}</Link>
            <Badge hue={outreachHue(each.state)}>{words.campaigns[each.state]}</Badge>
          </div>
          <div className={css.meta}>
            {[
              each.content?.name,
              each.content && words.kinds[each.content.kind],
              each.createdBy?.name,
              dateTime(each.beganAt ?? each.dueAt ?? each.createdAt),
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
          {each.funnel && (
            <div>
              {t`${n(each.funnel.sent)} of ${n(each.funnel.audience)} sent, ${n(each.funnel.clicked)} followed the link`}
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}
