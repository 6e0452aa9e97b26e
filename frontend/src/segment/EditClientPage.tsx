import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { fetchQuery, graphql, useLazyLoadQuery, useRelayEnvironment } from 'react-relay'
import type { EditClientPageMutation, UpdateClientInput } from '../__generated__/EditClientPageMutation.graphql'
import type { EditClientPageQuery, EditClientPageQuery$data } from '../__generated__/EditClientPageQuery.graphql'
import { OwnForm } from '../book/OwnForm'
import type { OwnValue } from '../book/OwnInput'
import { useClientAccess } from '../book/useClientAccess'
import { useFormLayout } from '../book/useFormLayout'
import { useOwnForm } from '../book/useOwnForm'
import { paths } from '../paths'
import { asFailure, Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { ErrorState, FailureLine } from '../ui/ErrorState'
import { Page } from '../ui/Page'
import { toast } from '../ui/Toasts'
import { useGo } from '../viewer/url'
import { useFields } from '../viewer/useFields'
import { type Field, useRight, useViewer } from '../viewer/Viewer'
import { ClientForm } from './ClientForm'
import css from './ClientForm.module.css'
import { ConflictDialog } from './ConflictDialog'
import { changesOf, type Difference, type Draft, differencesOf, draftOf, mergeOf } from './clientDraft'
import { factsOfDraft, kindsOf } from './draftFacts'
import { LeaveGuard } from './LeaveGuard'

const query = graphql`
  query EditClientPageQuery($id: ID!) {
    client(id: $id) {
      id
      version
      relation
      name
      kind
      gender
      birthDate
      idType
      idNumber
      mobile
      phone
      email
      wechat
      address
      company
      occupation
      industry
      province
      city
      source
      relationship
      bankAccount
      riskLevel
      riskValidUntil
      qualified
      onboardDate
      state
      note
      custom {
        key
        value
      }
    }
  }
`
const mutation = graphql`
  mutation EditClientPageMutation($input: UpdateClientInput!) {
    updateClient(input: $input) {
      id
      version
      ...ClientIdentity_client
      ...ClientDetails_client
    }
  }
`

type Client = NonNullable<EditClientPageQuery$data['client']>

/** Edits the fields of a client the caller may edit. */
export function EditClientPage() {
  const { clientId } = useParams({ strict: false }) as { clientId: string }
  const { client } = useLazyLoadQuery<EditClientPageQuery>(query, { id: clientId }, { fetchPolicy: 'network-only' })
  const mayEdit = useRight('Mutation.updateClient')
  if (!client) return <ErrorState page failure={new Failure('NOT_FOUND', '')} />
  if (!mayEdit) return <ErrorState page failure={new Failure('FORBIDDEN', '')} />
  return <Editor key={client.id} loaded={client} />
}

/** The stored own values of a client that the form begins with. */
const ownStart = (client: Client, fields: readonly Field[]): Record<string, OwnValue> => {
  const stored = new Map((client.custom ?? []).map(({ key, value }) => [`custom:${key}`, value as OwnValue]))
  return Object.fromEntries(fields.map(({ key }) => [key, stored.get(key) ?? null]))
}

type Conflict = { fresh: Client; theirs: Draft; differences: Difference[] }

function Editor({ loaded }: { loaded: Client }) {
  const { t } = useLingui()
  const go = useGo()
  const environment = useRelayEnvironment()
  const { all } = useFields()
  const { mayEdit } = useClientAccess(loaded.relation)
  const [update, busy] = useChange<EditClientPageMutation>(mutation)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  // What the form started from; after a conflict, what the server had then. Live updates must not move it.
  const [base, setBase] = useState(loaded)
  const done = useRef(false)
  const fields = all.filter((field) => field.editable && field.key in loaded && mayEdit(field.key))
  const start = draftOf(fields, base)
  const form = useForm<Draft>({ defaultValues: start })
  const { ownFields, fields: catalogue } = useViewer()
  // What is sealed is written by itself: what stands here of it is not its value.
  const written = mayEdit('custom') ? ownFields.filter((field) => field.kind !== 'sealed' && mayEdit(field.key)) : []
  // What is computed stands where it belongs, with what it follows from.
  const inForm = ownFields.filter((field) => written.includes(field) || field.formula)
  const own = useOwnForm(ownStart(base, written))
  const { sections } = useFormLayout()
  const [wrong, setWrong] = useState<Record<string, string>>({})
  const leave = () => go(paths.client(loaded.id), { replace: true })

  const review = async () => {
    const data = await fetchQuery<EditClientPageQuery>(environment, query, { id: loaded.id }).toPromise()
    if (!data?.client) return setFailure(new Failure('NOT_FOUND', ''))
    const theirs = draftOf(fields, data.client)
    setConflict({ fresh: data.client, theirs, differences: differencesOf(fields, start, form.getValues(), theirs) })
  }
  const save = async (draft: Draft, from: Draft, version: number) => {
    setFailure(null)
    setWrong({})
    const custom = own.sent()
    const changes = { ...changesOf(fields, from, draft), ...(custom.length > 0 ? { custom } : {}) }
    if (Object.keys(changes).length === 0) {
      done.current = true
      return leave()
    }
    const outcome = await update({ input: { ...changes, id: loaded.id, version } as UpdateClientInput })
    if (outcome.ok) {
      done.current = true
      toast(t`Saved.`)
      return leave()
    }
    const { code, field, message } = outcome.failure
    if (code === 'CONFLICT') return review().catch((error) => setFailure(asFailure(error)))
    if (field && field in own.values) setWrong({ [field]: message })
    else if (field && field in draft) form.setError(field, { message }, { shouldFocus: true })
    else setFailure(outcome.failure)
  }
  const resolve = (keepTheirs: ReadonlySet<string>) => {
    if (!conflict) return
    const merged = mergeOf(fields, start, form.getValues(), conflict.theirs, keepTheirs)
    setBase(conflict.fresh)
    own.restart(ownStart(conflict.fresh, written))
    setConflict(null)
    form.reset(conflict.theirs)
    for (const [key, entry] of Object.entries(merged)) form.setValue(key, entry, { shouldDirty: true })
    void save(merged, conflict.theirs, conflict.fresh.version)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void form.handleSubmit((draft) => save(draft, start, base.version))()
  }
  return (
    <Page title={t`Edit ${loaded.name ?? ''}`} padded>
      <ClientForm
        form={form}
        fields={fields}
        stored={base}
        onSubmit={submit}
        own={
          written.length > 0 && (
            <OwnForm
              sections={sections}
              fields={inForm}
              values={own.values}
              facts={{
                ...base,
                ...factsOfDraft(catalogue.values(), { ...draftOf([...catalogue.values()], base), ...form.watch() }),
              }}
              kinds={kindsOf(catalogue.values())}
              onChange={own.put}
              errors={wrong}
            />
          )
        }
        extra={<FailureLine failure={failure} />}
      >
        <span className={css.state}>{form.formState.isDirty || own.dirty ? t`Not saved yet` : t`No changes`}</span>
        <Button onClick={leave}>{t`Cancel`}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {t`Save`}
        </Button>
      </ClientForm>
      <LeaveGuard dirty={form.formState.isDirty || own.dirty} done={done} />
      {conflict && (
        <ConflictDialog differences={conflict.differences} onResolve={resolve} onClose={() => setConflict(null)} />
      )}
    </Page>
  )
}
