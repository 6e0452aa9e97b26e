import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { StartJourneyDialogMutation } from '../__generated__/StartJourneyDialogMutation.graphql'
import type { StartJourneyDialogQuery } from '../__generated__/StartJourneyDialogQuery.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { type Fund, FundChoice } from './FundChoice'
import css from './Journeys.module.css'
import { useBoth } from './journeyWords'
import { UserChoice } from './UserChoice'

const query = graphql`
  query StartJourneyDialogQuery($id: ID!) {
    journeyTemplates {
      id
      zh
      en
      archivedAt
      team {
        id
        name
      }
    }
    client(id: $id) {
      name
      owner {
        id
      }
      team {
        id
      }
    }
  }
`
const start = graphql`
  mutation StartJourneyDialogMutation($input: StartJourneyInput!) {
    startJourney(input: $input) {
      id
    }
  }
`
type Props = { client: string; onStarted: () => void; onClose: () => void }

/** Begins a journey of a client. */
export function StartJourneyDialog(props: Props) {
  const { t } = useLingui()
  return (
    <Dialog title={t`Start a journey`} open onClose={props.onClose} size={480}>
      <Boundary fallback={<SkeletonRows rows={4} />}>
        <Form {...props} />
      </Boundary>
    </Dialog>
  )
}

function Form({ client: id, onStarted, onClose }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const { journeyTemplates, client } = useLazyLoadQuery<StartJourneyDialogQuery>(query, { id })
  const usable = journeyTemplates.filter(
    ({ archivedAt, team }) => !archivedAt && (!team || team.id === client?.team?.id),
  )
  const [template, setTemplate] = useState(usable[0]?.id ?? null)
  const [owner, setOwner] = useState<string | null>(client?.owner?.id ?? null)
  const [amount, setAmount] = useState('')
  const [product, setProduct] = useState<Fund | null>(null)
  const [run, busy] = useChange<StartJourneyDialogMutation>(start)
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    const input = {
      client: id,
      template: template ?? '',
      owner,
      expectedAmount: amount.trim() || null,
      product: product?.value ?? null,
    }
    const outcome = await run({ input })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The journey has started; its first tasks are made.`)
    onStarted()
    onClose()
  }
  return (
    <>
      <Stack>
        <Choice
          label={t`Template`}
          required
          items={usable.map((each) => ({
            value: each.id,
            label: each.team ? `${both(each)} · ${each.team.name}` : both(each),
          }))}
          value={template}
          onChange={setTemplate}
        />
        <UserChoice label={t`Responsible`} value={owner} onChange={setOwner} />
        <div className={css.two}>
          <TextField
            label={t`Expected amount (CNY)`}
            inputMode="decimal"
            value={amount}
            onChange={(event) => setAmount(event.currentTarget.value)}
          />
          <FundChoice label={t`Fund`} value={product} onChange={setProduct} />
        </div>
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!template} onClick={() => void save()}>
          {t`Start`}
        </Button>
      </DialogFooter>
    </>
  )
}
