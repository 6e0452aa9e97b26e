import { useLingui } from '@lingui/react/macro'
import { useTagItems } from '../book/useTagItems'
import { PickList } from '../ui/PickList'

type Props = { given: readonly string[]; busy: boolean; onPick: (tag: string) => void }

/** The tags that a client can still be given. */
export function TagPicker({ given, busy, onPick }: Props) {
  const { t } = useLingui()
  const items = useTagItems().filter((item) => !given.includes(item.value))
  return <PickList label={t`Choose a tag`} items={items} picked={NONE} onPick={({ value }) => !busy && onPick(value)} />
}

const NONE: ReadonlySet<string> = new Set()
