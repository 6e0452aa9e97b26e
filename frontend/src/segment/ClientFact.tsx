import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { FieldValue } from '../book/FieldValue'
import { useClientAccess } from '../book/useClientAccess'
import { Field } from '../ui/Field'
import type { Save } from '../ui/grid/useEdits'
import { SkeletonRows } from '../ui/Skeleton'
import { useFields, useRoleName } from '../viewer/useFields'
import { useRight } from '../viewer/Viewer'
import { inCells } from './inCells'

const FactHistory = lazy(() => import('./FactHistory').then((loaded) => ({ default: loaded.FactHistory })))

type Props = {
  client: { readonly id: string; readonly relation: string }
  name: string
  value: string | boolean | null | undefined
  save: Save
  /** With earlier values and their origin on asking. */
  past?: boolean
}

/** One field of a client by its catalogue entry, edited in its place where the caller may. */
export function ClientFact({ client, name, value, save, past }: Props) {
  const { t } = useLingui()
  const { label, field, items } = useFields()
  const roleName = useRoleName()
  const { grant, mayEdit } = useClientAccess(client.relation)
  const mayUpdate = useRight('Mutation.updateClient')
  const mayLookBack = grant('history').level !== 'NONE'
  const { level, rule, grantedBy } = grant(name)
  const closed = level === 'NONE' || level === 'MASKED' ? { level, rule, grantedBy: grantedBy.map(roleName) } : null
  const kind = inCells[field(name)?.kind ?? '']
  const raw = value == null ? '' : typeof value === 'boolean' ? (value ? 'yes' : 'no') : value
  const editable = kind && mayUpdate && field(name)?.editable && mayEdit(name)
  const onSave = async (after: string) => {
    const [answer] = await save([{ id: client.id, column: name, before: raw, after }])
    return answer ?? { ok: false as const, why: t`It could not be saved. What you typed stays here.` }
  }
  return (
    <Field
      label={label(name)}
      closed={closed}
      {...(editable
        ? { edit: { kind, items: items(name), required: field(name)?.required ?? false, value: raw }, onSave }
        : {})}
      {...(past && mayLookBack
        ? {
            history: () => (
              <Suspense fallback={<SkeletonRows rows={2} />}>
                <FactHistory id={client.id} name={name} />
              </Suspense>
            ),
          }
        : {})}
    >
      {closed ? (
        typeof value === 'string' && value
      ) : (
        <FieldValue clientId={client.id} relation={client.relation} name={name} value={value} />
      )}
    </Field>
  )
}
