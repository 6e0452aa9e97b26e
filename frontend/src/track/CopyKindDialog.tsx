import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CopyKindDialogMutation } from '../__generated__/CopyKindDialogMutation.graphql'
import type { CopyKindDialogQuery } from '../__generated__/CopyKindDialogQuery.graphql'
import { useApprovalWords } from '../book/approvalWords'
import { useChange } from '../relay/useChange'
import { Choice } from '../ui/Choice'
import { CopyDialog, CopyForm, type Named } from '../ui/CopyDialog'
import { toast } from '../ui/Toasts'
import { kindOf } from './approvalContent'

const query = graphql`
  query CopyKindDialogQuery($id: ID!) {
    approvalKind(id: $id) {
      zh
      en
      about
      versions {
        content
      }
    }
  }
`
const create = graphql`
  mutation CopyKindDialogMutation($input: CreateApprovalKindInput!) {
    createApprovalKind(input: $input) {
      id
    }
  }
`
type Props = { kind: string; onMade: (id: string) => void; onClose: () => void }

/** A new kind that begins as another one; about something else, it begins without guarded fields. */
export function CopyKindDialog(props: Props) {
  const { t } = useLingui()
  return (
    <CopyDialog title={t`Copy the kind`} onClose={props.onClose}>
      <Form {...props} />
    </CopyDialog>
  )
}

function Form({ kind: id, onMade, onClose }: Props) {
  const { t } = useLingui()
  const words = useApprovalWords()
  const { approvalKind } = useLazyLoadQuery<CopyKindDialogQuery>(query, { id })
  const [about, setAbout] = useState(approvalKind?.about ?? 'free')
  const [run, busy] = useChange<CopyKindDialogMutation>(create)
  const copy = async ({ key, ...names }: Named) => {
    const from = kindOf(approvalKind?.versions[0]?.content ?? {})
    const guarded = about === from.subject ? from.guarded : []
    const outcome = await run({ input: { key, content: { ...from, ...names, subject: about, guarded } } })
    if (!outcome.ok) return outcome.failure
    toast(t`The kind is there; approvals can be asked by it.`)
    if (outcome.data.createApprovalKind) onMade(outcome.data.createApprovalKind.id)
    return null
  }
  return (
    <CopyForm
      of={approvalKind}
      keyLabel={t`Key`}
      beside={
        <Choice label={t`About`} items={words.abouts} value={about} onChange={(next) => setAbout(next ?? 'free')} />
      }
      busy={busy}
      copy={copy}
      onClose={onClose}
    />
  )
}
