import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../ui/Button'
import type { Item } from '../ui/Choice'
import { Bubble } from '../ui/Menu'
import { PickList } from '../ui/PickList'

type Props = {
  title: string
  items: readonly Item[]
  picked: readonly string[]
  onPicked: (values: readonly string[]) => void
}

/** So many values are named on the button; of more it says how many. */
const SHOWN = 2

/** A filter by some values of a short list: a button that says which, and the list to pick from. */
export function PickFilter({ title, items, picked, onPicked }: Props) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const labels = picked.map((value) => items.find((item) => item.value === value)?.label ?? value)
  const first = labels.slice(0, SHOWN).join(t`, `)
  const more = labels.length - SHOWN
  const words = more > 0 ? t`${first} and ${more} more` : first
  return (
    <Bubble
      label={title}
      open={open}
      onChange={setOpen}
      target={
        <Button small look={picked.length ? 'plain' : 'quiet'} aria-expanded={open} onClick={() => setOpen(!open)}>
          {words ? t`${title}: ${words}` : title}
        </Button>
      }
    >
      <PickList
        many
        label={title}
        items={items}
        picked={new Set(picked)}
        onPick={({ value }) =>
          onPicked(picked.includes(value) ? picked.filter((each) => each !== value) : [...picked, value])
        }
      />
    </Bubble>
  )
}
