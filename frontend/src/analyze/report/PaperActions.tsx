import { useLingui } from '@lingui/react/macro'
import { FileDown } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../../ui/Button'
import { Menu, MenuItem } from '../../ui/Menu'
import { useRight } from '../../viewer/Viewer'
import type { Paper } from './paper'

const PaperJob = lazy(() => import('./PaperJob').then((loaded) => ({ default: loaded.PaperJob })))
const MailDialog = lazy(() => import('./MailDialog').then((loaded) => ({ default: loaded.MailDialog })))

type Props = { paper: Paper; label?: string }

/** Saves a report, a board or the monthly pack as a file, or has it mailed; not there for who may do neither. */
export function PaperActions({ paper, label }: Props) {
  const { t } = useLingui()
  const maySave = useRight('Mutation.requestReportExport')
  const mayMail = useRight('Mutation.createReportSchedule')
  const [saving, setSaving] = useState<'XLSX' | 'PDF' | null>(null)
  const [mailing, setMailing] = useState(false)
  if (!maySave && !mayMail) return null
  return (
    <>
      <Menu
        target={
          <Button>
            <FileDown size={14} aria-hidden="true" />
            {label ?? t`Save or send`}
          </Button>
        }
      >
        {maySave && <MenuItem onClick={() => setSaving('XLSX')}>{t`Save as Excel`}</MenuItem>}
        {maySave && <MenuItem onClick={() => setSaving('PDF')}>{t`Save as PDF`}</MenuItem>}
        {mayMail && <MenuItem onClick={() => setMailing(true)}>{t`Send by mail…`}</MenuItem>}
      </Menu>
      <Suspense fallback={null}>
        {saving && <PaperJob key={saving} paper={paper} format={saving} onClose={() => setSaving(null)} />}
        {mailing && <MailDialog paper={paper} onClose={() => setMailing(false)} />}
      </Suspense>
    </>
  )
}
