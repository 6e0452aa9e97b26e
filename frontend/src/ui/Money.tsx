import { useLingui } from '@lingui/react/macro'
import { moneyFull, moneyShort } from '../format/money'

type Props = { cny: string | null | undefined; full?: boolean }

/** An amount in yuan, short by 万/亿 or K/M; the full amount shows on hover and is what a copy carries. */
export function Money({ cny, full }: Props) {
  const { i18n } = useLingui()
  const whole = moneyFull(cny, i18n.locale)
  const copy = (event: React.ClipboardEvent) => {
    if (cny == null) return
    event.preventDefault()
    event.clipboardData.setData('text/plain', cny)
  }
  return (
    <span className="figure" title={cny == null ? undefined : whole} onCopy={copy}>
      {full ? whole : moneyShort(cny, i18n.locale)}
    </span>
  )
}
