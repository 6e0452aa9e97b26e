import { useLingui } from '@lingui/react/macro'
import { Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CopyKindDialogMutation } from '../__generated__/CopyKindDialogMutation.graphql'
import type { CopyKindDialogQuery } from '../__generated__/CopyKindDialogQuery.graphql'
import { useApprovalWords } from '../book/approvalWords'
import css from '../book/Journeys.module.css'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
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
    <Dialog title={t`Copy the kind`} open onClose={props.onClose} size={480}>
      <Suspense fallback={<SkeletonRows rows={4} />}>
        <Form {...props} />
      </Suspense>
    </Dialog>
  )
}

function Form({ kind: id, onMade, onClose }: Props) {
  const { t } = useLingui()
  const words = useApprovalWords()
  const { approvalKind } = useLazyLoadQuery<CopyKindDialogQuery>(query, { id })
  const [zh, setZh] = useState(approvalKind ? `${approvalKind.zh}（副本）` : '')
  const [en, setEn] = useState(approvalKind ? `${approvalKind.en} (copy)` : '')
  const [key, setKey] = useState('')
  const [about, setAbout] = useState(approvalKind?.about ?? 'free')
  const [run, busy] = useChange<CopyKindDialogMutation>(create)
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    const from = kindOf(approvalKind?.versions[0]?.content ?? {})
    const guarded = about === from.subject ? from.guarded : []
    const outcome = await run({ input: { key: key.trim(), content: { ...from, zh, en, subject: about, guarded } } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The kind is there; approvals can be asked by it.`)
    if (outcome.data.createApprovalKind) onMade(outcome.data.createApprovalKind.id)
    onClose()
  }
  return (
    <>
      <Stack>
        <div className={css.two}>
          <TextField label={t`Chinese name`} required value={zh} onChange={(e) => setZh(e.currentTarget.value)} />
          <TextField label={t`English name`} required value={en} onChange={(e) => setEn(e.currentTarget.value)} />
        </div>
        <div className={css.two}>
          <TextField
            label={t`Key`}
            hint={t`Small letters, digits and underscores; it stays.`}
            required
            value={key}
            onChange={(e) => setKey(e.currentTarget.value)}
          />
          <Choice label={t`About`} items={words.abouts} value={about} onChange={(next) => setAbout(next ?? 'free')} />
        </div>
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={key.trim() === ''} onClick={() => void save()}>
          {t`Copy`}
        </Button>
      </DialogFooter>
    </>
  )
}
