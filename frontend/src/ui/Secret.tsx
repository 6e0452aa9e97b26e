import { useLingui } from '@lingui/react/macro'
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from './Button'
import css from './Secret.module.css'

/** A value to be taken down by hand or copied: one-time passwords, key secrets, revealed fields. */
export function Secret({ text, label }: { text: string; label: string }) {
  const { t } = useLingui()
  const [copied, setCopied] = useState(false)
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <div className={css.secret}>
      <output className={css.text} aria-label={label}>
        {text}
      </output>
      <IconButton label={copied ? t`Copied` : t`Copy`} onClick={copy}>
        {copied ? <Check size={16} /> : <Copy size={16} />}
      </IconButton>
    </div>
  )
}
