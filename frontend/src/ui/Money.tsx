import { useLingui } from '@lingui/react/macro'
import { moneyFull, moneyInUnit, moneyShort } from '../format/money'
import { tip } from './Tooltip'

type Props = {
  cny: string | null | undefined
  /** With every digit. */
  full?: boolean
  /** In a column whose header says the unit: the number alone, so that digits stand below each other. */
  column?: boolean
}

/** An amount in yuan, short by 万/亿 or K/M; the full amount shows on hover and is what a copy carries. */
export function Money({ cny, full, column }: Props) {
  const { i18n } = useLingui()
  const whole = moneyFull(cny, i18n.locale)
  const copy = (event: React.ClipboardEvent) => {
    if (cny == null) return
    event.preventDefault()
    event.stopPropagation()
    event.clipboardData.setData('text/plain', cny)
  }
  const words = full ? whole : column ? moneyInUnit(cny, i18n.locale) : moneyShort(cny, i18n.locale)
  return (
    <span className="figure" {...tip(cny == null || full ? undefined : whole)} onCopy={copy}>
      {words}
    </span>
  )
}
