import { useLingui } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { IconButton } from '../ui/Button'
import { CopyButton } from '../ui/CopyButton'
import { writeTsv } from '../ui/grid/tsv'
import css from './Xray.module.css'

type Props = { heads: readonly string[]; rows: readonly (readonly string[])[]; name?: string }

/** Takes a table along: into the clipboard, or as a file for spreadsheets. */
export function CopyTable({ heads, rows, name = 'xray' }: Props) {
  const { t } = useLingui()
  const text = writeTsv([heads, ...rows])
  const save = () => {
    // The mark in front tells Excel that the text is Unicode.
    const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/tab-separated-values' }))
    const link = Object.assign(document.createElement('a'), { href: url, download: `${name}.tsv` })
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <div className={css.acts}>
      <CopyButton text={text} label={t`Copy the table`} />
      <IconButton small label={t`Save the table`} onClick={save}>
        <Download size={14} />
      </IconButton>
    </div>
  )
}
