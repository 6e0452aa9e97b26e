import { useLingui } from '@lingui/react/macro'
import { Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { MigrateDialogQuery } from '../__generated__/MigrateDialogQuery.graphql'
import type { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { useBoth } from './journeyWords'

const query = graphql`
  query MigrateDialogQuery($id: ID!) {
    journeyTemplate(id: $id) {
      stages {
        key
        zh
        en
      }
    }
  }
`
type Props = {
  template: string
  stage: { readonly key: string; readonly zh: string; readonly en: string }
  onSay: (stages: readonly { from: string; to: string }[]) => Promise<Failure | null>
  onClose: () => void
}

/** Brings a journey to the newest version: which of its stages takes the place of the present one. */
export function MigrateDialog(props: Props) {
  const { t } = useLingui()
  return (
    <Dialog title={t`Bring the journey to the newest version?`} open onClose={props.onClose} size={460}>
      <Suspense fallback={<SkeletonRows rows={3} />}>
        <Form {...props} />
      </Suspense>
    </Dialog>
  )
}

function Form({ template, stage, onSay, onClose }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const found = useLazyLoadQuery<MigrateDialogQuery>(query, { id: template })
  const stages = found.journeyTemplate?.stages ?? []
  const [to, setTo] = useState(stages.some(({ key }) => key === stage.key) ? stage.key : null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const go = async () => {
    setBusy(true)
    const refused = await onSay(to === null || to === stage.key ? [] : [{ from: stage.key, to }])
    setBusy(false)
    if (refused) setFailure(refused)
    else onClose()
  }
  return (
    <>
      <Stack>
        <p>{t`What is mandatory in the new version and was not done yet is made; what it does not ask for any more ends.`}</p>
        <Choice
          label={t`“${both(stage)}” becomes`}
          required
          items={stages.map((each) => ({ value: each.key, label: both(each) }))}
          value={to}
          onChange={setTo}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={to === null} onClick={() => void go()}>
          {t`Bring it there`}
        </Button>
      </DialogFooter>
    </>
  )
}
