import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { count } from '../format/money'
import { Note } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import css from './Handover.module.css'
import { HandoverLoads, Watch } from './HandoverShare'
import type { Wishes } from './HandoverWho'
import { type DraftLine, pressing } from './handoverDraft'
import type { Proposal } from './NewHandoverPage'

type Props = { lines: readonly DraftLine[]; proposal: Proposal; wishes: Wishes; children: ReactNode }
const MOST = 20

/** What will happen, and which promises would break if nobody looked. */
export function HandoverReview({ lines, proposal, wishes, children }: Props) {
  const { t, i18n } = useLingui()
  const urgent = pressing(lines)
  const more = urgent.length - MOST
  const getting = proposal.loads.filter((load) => lines.some((line) => line.to === load.user))
  const away = getting.filter((load) => load.absent).map((load) => load.name)
  const unfit = getting.filter((load) => !load.mayServe).map((load) => load.name)
  const { otherTasks, mails, hidden } = proposal
  return (
    <div className={css.stack}>
      <HandoverLoads lines={lines} loads={getting} />
      <Section title={t`What moves`}>
        <ul className={css.list}>
          <li>
            {plural(lines.length, {
              one: '# client with all open tasks',
              other: '# clients with all their open tasks',
            })}
          </li>
          {otherTasks > 0 && <li>{plural(otherTasks, { one: '# other open task', other: '# other open tasks' })}</li>}
          {mails > 0 && <li>{plural(mails, { one: '# waiting mail', other: '# waiting mails' })}</li>}
          <li>{t`Past contacts, tasks that are done and the history keep the old name.`}</li>
          <li>
            {wishes.letGo
              ? t`The account is deactivated and all its sessions end within a second.`
              : t`The account stays active.`}
          </li>
          <li>{t`It can be taken back for 30 days.`}</li>
        </ul>
      </Section>
      {hidden > 0 && (
        <Note tone="warn">
          {t`${count(hidden, i18n.locale)} further clients are outside your rights and stay where they are.`}
        </Note>
      )}
      {away.length > 0 && <Note tone="warn">{t`Away within the next two weeks: ${away.join(t`, `)}`}</Note>}
      {unfit.length > 0 && <Note tone="warn">{t`Without the right to serve clients: ${unfit.join(t`, `)}`}</Note>}
      {urgent.length > 0 && (
        <Section title={t`Promises that come due within two weeks`}>
          <ul className={css.list}>
            {urgent.slice(0, MOST).map((line) => (
              <li key={line.client}>
                <span className={css.badges}>
                  {line.name} <Watch line={line} />
                </span>
              </li>
            ))}
            {more > 0 && <li>{t`and ${more} more`}</li>}
          </ul>
        </Section>
      )}
      <div className={css.tools}>{children}</div>
    </div>
  )
}
