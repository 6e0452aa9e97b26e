import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { Button, buttonClass } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { FilterBar } from '../ui/FilterBar'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { MailSetup } from './MailSetup'
import { MessagesList } from './MessagesList'
import { SENDABLE, STATES, useRetainWords } from './retainWords'

/** All messages to clients in reach: what waits, what is held and why, what is in doubt. */
export function MessagesPage() {
  const { t } = useLingui()
  const words = useRetainWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const mayTest = useRight('Mutation.sendTestMail')
  const mayTemplates = useRight('Query.messageTemplates')
  const mayRules = useRight('Query.contactRules')
  const [testing, setTesting] = useState(false)
  return (
    <Page
      title={t`Messages`}
      padded
      actions={
        <>
          {mayTest && <Button onClick={() => setTesting(true)}>{t`Test sending`}</Button>}
          {mayTemplates && <Link to={paths.messageTemplates()} className={buttonClass('plain')}>{t`Templates`}</Link>}
          {mayRules && <Link to={paths.contactRules()} className={buttonClass('plain')}>{t`Rules of contact`}</Link>}
        </>
      }
    >
      <FilterBar flush>
        <Choice
          label={t`State`}
          clearable
          placeholder={t`All`}
          items={words.items(words.states, STATES)}
          value={values.state ?? null}
          onChange={(state) => setSearch({ state })}
        />
        <Choice
          label={t`Channel`}
          clearable
          placeholder={t`All`}
          items={words.items(words.channels, ['mail', 'sms'])}
          value={values.channel ?? null}
          onChange={(channel) => setSearch({ channel })}
        />
        <Choice
          label={t({ message: 'Purpose', context: 'consent' })}
          clearable
          placeholder={t`All`}
          items={words.items(words.purposes, SENDABLE)}
          value={values.purpose ?? null}
          onChange={(purpose) => setSearch({ purpose })}
        />
      </FilterBar>
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <MessagesList state={values.state ?? null} channel={values.channel ?? null} purpose={values.purpose ?? null} />
      </Boundary>
      {testing && <MailSetup onClose={() => setTesting(false)} />}
    </Page>
  )
}
