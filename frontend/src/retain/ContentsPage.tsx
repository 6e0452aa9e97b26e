import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ContentsPageQuery } from '../__generated__/ContentsPageQuery.graphql'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Button, buttonClass, TextButton } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { ContentView } from './ContentView'
import { NewContentDialog } from './NewContentDialog'
import css from './Retain.module.css'
import { outreachHue, useOutreachWords } from './useOutreachWords'

const query = graphql`
  query ContentsPageQuery($withdrawn: Boolean!) {
    contentItems(withdrawn: $withdrawn) {
      id
      name
      kind
      state
      product {
        id
        name
      }
      inForce {
        number
      }
    }
  }
`

/** Contents for clients: what may be sent, what is in review, and the open one. */
export function ContentsPage() {
  const { t } = useLingui()
  const mayCampaign = useRight('Query.campaigns')
  return (
    <Page
      title={t`Content`}
      padded
      actions={mayCampaign && <Link to={paths.campaigns()} className={buttonClass('plain')}>{t`Campaigns`}</Link>}
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Contents />
      </Boundary>
    </Page>
  )
}

function Contents() {
  const { t } = useLingui()
  const words = useOutreachWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const [turn, setTurn] = useState(0)
  const [creating, setCreating] = useState(false)
  const withdrawn = values.withdrawn === 'yes'
  const { contentItems } = useLazyLoadQuery<ContentsPageQuery>(
    query,
    { withdrawn },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const mayCreate = useRight('Mutation.createContent')
  const again = () => setTurn((n) => n + 1)
  return (
    <div className={css.split}>
      <div className={css.list}>
        <div className={css.acts}>
          {mayCreate && <Button small onClick={() => setCreating(true)}>{t`New content`}</Button>}
          <TextButton onClick={() => setSearch({ withdrawn: withdrawn ? null : 'yes', open: null })}>
            {withdrawn ? t`In use` : t({ message: 'Withdrawn', context: 'content' })}
          </TextButton>
        </div>
        {contentItems.length === 0 ? (
          <EmptyState scene="list" title={withdrawn ? t`Nothing was withdrawn.` : t`No content yet.`} />
        ) : (
          <ul className={css.list} aria-label={t`Content`}>
            {contentItems.map((each) => (
              <li key={each.id} className={css.item}>
                <TextButton
                  aria-current={values.open === each.id || undefined}
                  onClick={() => setSearch({ open: each.id })}
                >
                  {each.name}
                </TextButton>
                <div className={css.meta}>
                  {[words.kinds[each.kind], each.product?.name].filter(Boolean).join(' · ')}
                </div>
                <div className={css.acts}>
                  <Badge hue={outreachHue(each.state)}>{words.contents[each.state]}</Badge>
                  {each.inForce && each.state !== 'approved' && (
                    <span className={css.meta}>{t`Version ${each.inForce.number} may be sent`}</span>
                  )}
                </div>
              </li>
            ))}
          </ul>
        )}
      </div>
      {values.open && (
        <Boundary key={`${values.open} ${turn}`} fallback={<SkeletonRows rows={8} />}>
          <ContentView id={values.open} onChanged={again} />
        </Boundary>
      )}
      {creating && (
        <NewContentDialog
          onMade={(id) => {
            again()
            setSearch({ open: id, withdrawn: null })
          }}
          onClose={() => setCreating(false)}
        />
      )}
    </div>
  )
}
