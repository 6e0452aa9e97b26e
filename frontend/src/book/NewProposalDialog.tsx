import { useLingui } from '@lingui/react/macro'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { NewProposalDialogMutation } from '../__generated__/NewProposalDialogMutation.graphql'
import type { NewProposalDialogQuery } from '../__generated__/NewProposalDialogQuery.graphql'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Choice, type Item } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { toast } from '../ui/Toasts'
import { ClientChoice } from './ClientChoice'
import { inputOf, type Picked, ProposalFunds } from './ProposalFunds'
import css from './Proposals.module.css'
import { styleOf } from './proposalStyle'
import { useProposalWords } from './proposalWords'

const query = graphql`
  query NewProposalDialogQuery {
    proposalStyle {
      content
    }
  }
`
const mutation = graphql`
  mutation NewProposalDialogMutation($input: CreateProposalInput!) {
    createProposal(input: $input) {
      id
    }
  }
`
type Props = { client?: string; funds?: readonly Picked[]; onClose: () => void }

/** Begins a proposal: for whom, in which language, by which letter, and of which funds. */
export function NewProposalDialog({ client, funds = [], onClose }: Props) {
  const { t } = useLingui()
  const words = useProposalWords()
  const navigate = useNavigate()
  const { proposalStyle } = useLazyLoadQuery<NewProposalDialogQuery>(query, {}, { fetchPolicy: 'store-or-network' })
  const letters = proposalStyle ? styleOf(proposalStyle.content).letters : []
  const [run, busy] = useChange<NewProposalDialogMutation>(mutation)
  const [who, setWho] = useState<Item | null>(null)
  const [language, setLanguage] = useState('zh-CN')
  const [template, setTemplate] = useState<string | null>(null)
  const [picked, setPicked] = useState<readonly Picked[]>(funds)
  const [failure, setFailure] = useState<Failure | null>(null)
  const whose = client ?? who?.value
  const items = inputOf(picked)
  const save = async () => {
    if (!whose || !items) return
    const outcome = await run({ input: { client: whose, language, template, items } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The proposal was begun.`)
    onClose()
    const made = outcome.data.createProposal
    if (made) void navigate({ to: paths.proposal(made.id) })
  }
  return (
    <Dialog title={t`New proposal`} open onClose={onClose} size={640}>
      <Stack>
        {!client && (
          <ClientChoice
            label={t`Client`}
            required
            value={who}
            onChange={(next) => {
              setWho(next)
              setPicked([])
            }}
          />
        )}
        <div className={css.pair}>
          <Choice
            label={t`Language of the PDF`}
            items={words.languages}
            value={language}
            onChange={(next) => setLanguage(next ?? 'zh-CN')}
          />
          <Choice
            label={t`Covering letter`}
            clearable
            placeholder={t`The first one`}
            items={letters.map(({ key, name }) => ({ value: key, label: words.zh ? name.zh : name.en }))}
            value={template}
            onChange={setTemplate}
          />
        </div>
        {whose && (
          <Boundary fallback={<SkeletonRows rows={3} />}>
            <ProposalFunds key={whose} client={whose} value={picked} onChange={setPicked} />
          </Boundary>
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!whose || !items} onClick={() => void save()}>{t`Begin`}</Button>
      </DialogFooter>
    </Dialog>
  )
}
