import { useLingui } from '@lingui/react/macro'
import { Boundary } from '../ui/Boundary'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { CalendarPanel } from './CalendarPanel'
import { MailAddressPanel } from './MailAddressPanel'
import { PasswordPanel } from './PasswordPanel'
import { PreferencesPanel } from './PreferencesPanel'
import { SessionsPanel } from './SessionsPanel'
import { TotpPanel } from './TotpPanel'

/** One's own account. */
export function ProfilePage() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const mayMail = useRight('Query.mailAddress')
  const mayCalendar = useRight('Query.calendarFeed')
  const tabs = [
    { id: 'preferences', title: t`Preferences`, body: () => <PreferencesPanel /> },
    { id: 'password', title: t`Password`, body: () => <PasswordPanel /> },
    { id: 'totp', title: t`Second factor`, body: () => <TotpPanel /> },
    ...(mayMail
      ? [
          {
            id: 'mail',
            title: t`Mail`,
            body: () => (
              <Boundary fallback={<SkeletonRows rows={4} />}>
                <MailAddressPanel />
              </Boundary>
            ),
          },
        ]
      : []),
    ...(mayCalendar
      ? [
          {
            id: 'calendar',
            title: t`Calendar`,
            body: () => (
              <Boundary fallback={<SkeletonRows rows={4} />}>
                <CalendarPanel />
              </Boundary>
            ),
          },
        ]
      : []),
    {
      id: 'sessions',
      title: t`Sessions`,
      body: () => (
        <Boundary fallback={<SkeletonRows rows={4} />}>
          <SessionsPanel />
        </Boundary>
      ),
    },
  ]
  const tab = tabs.some((each) => each.id === values.tab) ? (values.tab ?? '') : 'preferences'
  return (
    <Page title={t`My profile`} padded>
      <Tabs
        label={t`My profile`}
        tabs={tabs}
        value={tab}
        onChange={(id) => setSearch({ tab: id === 'preferences' ? null : id })}
      />
    </Page>
  )
}
