import { useLingui } from '@lingui/react/macro'
import { History, Pencil } from 'lucide-react'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { OwnFacts_client$key } from '../__generated__/OwnFacts_client.graphql'
import type { OwnFactsMutation } from '../__generated__/OwnFactsMutation.graphql'
import { OwnInput, type OwnValue } from '../book/OwnInput'
import { useClientAccess } from '../book/useClientAccess'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button, IconButton } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { type Field, useRight, useViewer } from '../viewer/Viewer'
import css from './OwnFacts.module.css'
import { type Own, OwnShown } from './OwnShown'

const FactHistory = lazy(() => import('./FactHistory').then((loaded) => ({ default: loaded.FactHistory })))

const fragment = graphql`
  fragment OwnFacts_client on Client {
    id
    version
    relation
    custom {
      key
      kind
      value
      user {
        name
      }
    }
  }
`
const mutation = graphql`
  mutation OwnFactsMutation($input: UpdateClientInput!) {
    updateClient(input: $input) {
      id
      ...OwnFacts_client
    }
  }
`
/** The firm's own fields of one section of a client: read, edited in place, with earlier values. */
export function OwnFacts({ client, section }: { client: OwnFacts_client$key; section: string }) {
  const { ownFields } = useViewer()
  const data = useFragment(fragment, client)
  const values = new Map((data.custom ?? []).map((each) => [`custom:${each.key}`, each]))
  return ownFields
    .filter((field) => (field.section ?? 'other') === section && values.has(field.key))
    .map((field) => <OwnFact key={field.key} client={data} field={field} own={values.get(field.key) as Own} />)
}

type FactProps = {
  client: { readonly id: string; readonly version: number; readonly relation: string }
  field: Field
  own: Own
}

function OwnFact({ client, field, own }: FactProps) {
  const { t, i18n } = useLingui()
  const { grant, mayEdit } = useClientAccess(client.relation)
  const mayUpdate = useRight('Mutation.updateClient')
  const [doing, setDoing] = useState<'edit' | 'history' | null>(null)
  const label = i18n.locale === 'zh-CN' ? field.zh : field.en
  if (grant(field.key).level === 'NONE') return null
  const editable = mayUpdate && mayEdit('custom') && mayEdit(field.key)
  const looksBack = grant('history').level !== 'NONE'
  return (
    <div className={css.fact}>
      <dt className={css.label}>{label}</dt>
      <dd className={css.value}>
        <span>
          <OwnShown field={field} own={own} />
        </span>
        {editable && (
          <IconButton small label={t`Edit ${label}`} onClick={() => setDoing('edit')}>
            <Pencil size={13} aria-hidden="true" />
          </IconButton>
        )}
        {looksBack && (
          <IconButton
            small
            label={t`Earlier values of ${label}`}
            onClick={() => setDoing(doing === 'history' ? null : 'history')}
          >
            <History size={13} aria-hidden="true" />
          </IconButton>
        )}
        {doing === 'history' && (
          <Suspense fallback={<SkeletonRows rows={2} />}>
            <FactHistory id={client.id} name={field.key} />
          </Suspense>
        )}
        {doing === 'edit' && (
          <EditDialog client={client} field={field} own={own} label={label} onClose={() => setDoing(null)} />
        )}
      </dd>
    </div>
  )
}

type EditProps = FactProps & { label: string; onClose: () => void }

function EditDialog({ client, field, own, label, onClose }: EditProps) {
  const { t } = useLingui()
  const [run, busy] = useChange<OwnFactsMutation>(mutation)
  const [value, setValue] = useState<OwnValue>((own.value ?? null) as OwnValue)
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const custom = [{ field: own.key, value }]
    const outcome = await run({ input: { id: client.id, version: client.version, custom } })
    if (!outcome.ok) return setFailure(outcome.failure)
    onClose()
  }
  const error = failure?.field === field.key ? failure.message : undefined
  const options = (field.options ?? []).map((option) => ({ ...option }))
  return (
    <Dialog title={label} open onClose={onClose} size={420}>
      <form onSubmit={submit}>
        <Stack>
          <OwnInput
            field={{ kind: field.kind, required: field.required, options }}
            label={label}
            value={value}
            onChange={setValue}
            error={error}
          />
          {failure && !error && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t`Save`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
