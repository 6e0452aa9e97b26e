import { useLingui } from '@lingui/react/macro'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from './Button'

/** Copies a text and shows for two seconds that it did. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useLingui()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <IconButton small label={copied ? t`Copied` : (label ?? t`Copy`)} onClick={copy}>
      {copied ? <Check size={14} color="var(--good-ink)" /> : <Copy size={14} />}
      {copied && (
        <span className="sr-only" role="status">
          {t`Copied`}
        </span>
      )}
    </IconButton>
  )
}
