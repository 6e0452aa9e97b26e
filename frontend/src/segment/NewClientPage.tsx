import { useLingui } from '@lingui/react/macro'
import { useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { graphql } from 'react-relay'
import type { CreateClientInput, NewClientPageMutation } from '../__generated__/NewClientPageMutation.graphql'
import { businessDay } from '../book/businessDay'
import { OwnForm } from '../book/OwnForm'
import { formOf } from '../book/ownForm'
import { useFormLayout } from '../book/useFormLayout'
import { useBeginnings, useOwnForm, useWritableOwn } from '../book/useOwnForm'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { ErrorState, FailureLine } from '../ui/ErrorState'
import { Page } from '../ui/Page'
import { toast } from '../ui/Toasts'
import { mayWrite } from '../viewer/access'
import { useGo } from '../viewer/url'
import { useRight, useViewer } from '../viewer/Viewer'
import { ClientForm } from './ClientForm'
import css from './ClientForm.module.css'
import { changesOf, type Draft, draftOf } from './clientDraft'
import { Duplicates } from './Duplicates'
import { factsOfDraft, kindsOf } from './draftFacts'
import { LeaveGuard } from './LeaveGuard'

const mutation = graphql`
  mutation NewClientPageMutation($input: CreateClientInput!) {
    createClient(input: $input) {
      id
    }
  }
`

/** Adds a client; a likely duplicate is shown before it is made. */
export function NewClientPage() {
  const { t } = useLingui()
  const go = useGo()
  const { access, fields: catalogue } = useViewer()
  const mayCreate = useRight('Mutation.createClient')
  const [create, busy] = useChange<NewClientPageMutation>(mutation)
  const [failure, setFailure] = useState<Failure | null>(null)
  const done = useRef(false)
  const fields = [...catalogue.values()].filter((field) => field.editable && mayWrite(access, field.coordinate))
  const [empty] = useState(() => draftOf(fields, {}))
  const form = useForm<Draft>({ defaultValues: { ...empty, kind: 'individual', state: 'lead' } })
  const ownFields = useWritableOwn()
  const own = useOwnForm(useBeginnings(ownFields))
  const { sections } = useFormLayout()
  const [wrong, setWrong] = useState<Record<string, string>>({})
  if (!mayCreate) return <ErrorState page failure={new Failure('FORBIDDEN', '')} />

  const submit = (allowDuplicate: boolean) =>
    form.handleSubmit(async (draft) => {
      setFailure(null)
      setWrong({})
      // What the form does not show is not said: what it would begin with is none of this client's.
      const facts = { ...factsOfDraft(catalogue.values(), draft), ...own.values }
      const kinds = new Map([...kindsOf(catalogue.values()), ...kindsOf(ownFields)])
      const { shown } = formOf(ownFields, facts, businessDay(), kinds)
      const custom = ownFields.length > 0 ? { custom: own.sent(shown) } : {}
      const input = { ...changesOf(fields, empty, draft), ...custom, allowDuplicate } as CreateClientInput
      const outcome = await create({ input })
      if (outcome.ok && outcome.data.createClient) {
        done.current = true
        toast(t`The client was created.`)
        go(paths.client(outcome.data.createClient.id), { replace: true })
        return
      }
      if (outcome.ok) return
      const { field, message } = outcome.failure
      if (field && field in own.values) setWrong({ [field]: message })
      else if (field && field in draft) form.setError(field, { message }, { shouldFocus: true })
      else setFailure(outcome.failure)
    })()

  return (
    <Page title={t`New client`} padded>
      <ClientForm
        form={form}
        fields={fields}
        onSubmit={(event) => {
          event.preventDefault()
          void submit(false)
        }}
        own={
          ownFields.length > 0 && (
            <OwnForm
              sections={sections}
              fields={ownFields}
              values={own.values}
              facts={factsOfDraft(catalogue.values(), form.watch())}
              kinds={kindsOf(catalogue.values())}
              onChange={own.put}
              errors={wrong}
            />
          )
        }
        extra={
          failure?.code === 'DUPLICATE' ? (
            <Duplicates failure={failure} busy={busy} onCreate={() => void submit(true)} />
          ) : (
            <FailureLine failure={failure} />
          )
        }
      >
        <span className={css.state} />
        <Button onClick={() => go(paths.clients())}>{t`Cancel`}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {t`Create`}
        </Button>
      </ClientForm>
      <LeaveGuard dirty={form.formState.isDirty || own.dirty} done={done} />
    </Page>
  )
}
