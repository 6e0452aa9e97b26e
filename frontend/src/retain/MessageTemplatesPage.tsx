import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { MessageTemplatesPageQuery } from '../__generated__/MessageTemplatesPageQuery.graphql'
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
import { MessageTemplateView } from './MessageTemplateView'
import { NewMessageTemplateDialog } from './NewMessageTemplateDialog'
import css from './Retain.module.css'
import { useRetainWords } from './retainWords'

const query = graphql`
  query MessageTemplatesPageQuery($archived: Boolean!) {
    messageTemplates(archived: $archived) {
      id
      zh
      en
      channel
      purpose
      inForce {
        number
      }
      versions {
        number
      }
    }
  }
`

/** Templates of messages: those that are sent, those that wait for their approval, and the open one. */
export function MessageTemplatesPage() {
  const { t } = useLingui()
  return (
    <Page
      title={t`Message templates`}
      padded
      actions={<Link to={paths.messages()} className={buttonClass('plain')}>{t`All messages`}</Link>}
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Templates />
      </Boundary>
    </Page>
  )
}

function Templates() {
  const { t } = useLingui()
  const words = useRetainWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const [turn, setTurn] = useState(0)
  const [creating, setCreating] = useState(false)
  const archived = values.archived === 'yes'
  const { messageTemplates } = useLazyLoadQuery<MessageTemplatesPageQuery>(
    query,
    { archived },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const mayCreate = useRight('Mutation.createMessageTemplate')
  const again = () => setTurn((n) => n + 1)
  return (
    <div className={css.split}>
      <div className={css.list}>
        {mayCreate && (
          <div className={css.acts}>
            <Button small onClick={() => setCreating(true)}>{t`New template`}</Button>
            <TextButton onClick={() => setSearch({ archived: archived ? null : 'yes', open: null })}>
              {archived ? t`In use` : t`Put away`}
            </TextButton>
          </div>
        )}
        {messageTemplates.length === 0 ? (
          <EmptyState scene="list" title={archived ? t`No template was put away.` : t`No templates yet.`} />
        ) : (
          <ul className={css.list} aria-label={t`Message templates`}>
            {messageTemplates.map((each) => (
              <li key={each.id} className={css.item}>
                <TextButton
                  aria-current={values.open === each.id || undefined}
                  onClick={() => setSearch({ open: each.id })}
                >
                  {words.zh ? each.zh : each.en}
                </TextButton>
                <div className={css.meta}>
                  {words.channels[each.channel]} · {words.purposes[each.purpose]}
                </div>
                <div>
                  {each.inForce ? (
                    <Badge hue="green">{t`Version ${each.inForce.number} is sent`}</Badge>
                  ) : (
                    <Badge hue="amber">{t`Nothing approved yet`}</Badge>
                  )}
                </div>
              </li>
            ))}
          </ul>
        )}
      </div>
      {values.open && (
        <Boundary key={`${values.open} ${turn}`} fallback={<SkeletonRows rows={8} />}>
          <MessageTemplateView id={values.open} onChanged={again} />
        </Boundary>
      )}
      {creating && (
        <NewMessageTemplateDialog
          onMade={(id) => {
            again()
            setSearch({ open: id, archived: null })
          }}
          onClose={() => setCreating(false)}
        />
      )}
    </div>
  )
}
