import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { ClientChoice } from '../book/ClientChoice'
import { TextButton } from '../ui/Button'
import css from './Outreach.module.css'
import shared from './Retain.module.css'

/** Clients picked one by one; those that were there before are told by how many they are. */
export function PickedClients({
  ids,
  onChange,
}: {
  ids: readonly string[]
  onChange: (ids: readonly string[]) => void
}) {
  const { t } = useLingui()
  const [names, setNames] = useState<Record<string, string>>({})
  const unknown = ids.filter((id) => !names[id]).length
  return (
    <div className={shared.panel}>
      <ClientChoice
        label={t`Add a client`}
        value={null}
        except={ids}
        onChange={(item) => {
          if (!item || ids.includes(item.value)) return
          setNames({ ...names, [item.value]: item.label })
          onChange([...ids, item.value])
        }}
      />
      <div role="status">{t`${plural(ids.length, { one: '# client is picked.', other: '# clients are picked.' })}`}</div>
      <ul className={css.picked} aria-label={t`Picked clients`}>
        {ids
          .filter((id) => names[id])
          .map((id) => (
            <li key={id}>
              {names[id]}{' '}
              <TextButton
                aria-label={t`Take ${names[id] ?? ''} out`}
                onClick={() => onChange(ids.filter((each) => each !== id))}
              >
                {t`Remove`}
              </TextButton>
            </li>
          ))}
      </ul>
      {unknown > 0 && (
        <TextButton onClick={() => onChange(ids.filter((id) => names[id]))}>
          {t`Take the ${unknown} picked before out`}
        </TextButton>
      )}
    </div>
  )
}
