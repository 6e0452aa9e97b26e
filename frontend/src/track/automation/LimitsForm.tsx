import { useLingui } from '@lingui/react/macro'
import css from '../../book/Journeys.module.css'
import { Choice } from '../../ui/Choice'
import { TextField } from '../../ui/TextField'
import { Toggle } from '../../ui/Toggle'
import { typed } from '../templateContent'
import own from './Automations.module.css'
import type { AutomationContent } from './content'

type Props = { content: AutomationContent; onChange: (content: AutomationContent) => void }

/** How often it runs, and what keeps it from running too much. */
export function LimitsForm({ content, onChange }: Props) {
  const { t } = useLingui()
  const change = (more: Partial<AutomationContent>) => onChange({ ...content, ...more })
  const { quiet } = content
  return (
    <div className={own.stack}>
      <Choice
        label={t`How often`}
        items={[
          { value: 'every', label: t`Every time it happens` },
          { value: 'once_per_client', label: t`Once for each client` },
          { value: 'once_per_visit', label: t`Once for each stay in a stage` },
          { value: 'while_none_runs', label: t`Only while none runs for the client` },
        ]}
        value={content.mode ?? 'every'}
        onChange={(mode) => change({ mode: mode ?? 'every' })}
      />
      <div className={css.two}>
        <TextField
          label={t`At most per hour`}
          hint={t`Empty: no limit.`}
          inputMode="numeric"
          value={content.most_per_hour ?? ''}
          onChange={(event) => {
            const text = event.currentTarget.value
            change({ most_per_hour: text.trim() === '' ? null : typed(text) })
          }}
        />
        <TextField
          label={t`Longest chain of causes`}
          hint={t`Automations that start each other; 1 to 8.`}
          inputMode="numeric"
          value={content.depth ?? 5}
          onChange={(event) => change({ depth: typed(event.currentTarget.value) })}
        />
        <TextField
          label={t`Days for which receipts are kept`}
          hint={t`Of runs that ended well; 30 at least.`}
          inputMode="numeric"
          value={content.keep_days ?? 400}
          onChange={(event) => change({ keep_days: typed(event.currentTarget.value) })}
        />
      </div>
      <Toggle
        label={t`Quiet hours: nobody outside is sent anything`}
        checked={Boolean(quiet)}
        onChange={(on) => change({ quiet: on ? { from: '21:00', to: '08:00' } : null })}
      />
      {quiet && (
        <div className={css.two}>
          <TextField
            label={t`Quiet from`}
            type="time"
            value={quiet.from}
            onChange={(event) => change({ quiet: { ...quiet, from: event.currentTarget.value } })}
          />
          <TextField
            label={t`Quiet until`}
            type="time"
            value={quiet.to}
            onChange={(event) => change({ quiet: { ...quiet, to: event.currentTarget.value } })}
          />
        </div>
      )}
    </div>
  )
}
