import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ProposalEditor_proposal$key } from '../__generated__/ProposalEditor_proposal.graphql'
import type { ProposalEditorMutation } from '../__generated__/ProposalEditorMutation.graphql'
import { inputOf, type Picked, ProposalFunds } from '../book/ProposalFunds'
import css from '../book/Proposals.module.css'
import { type Part, useProposalWords, VARIABLES } from '../book/proposalWords'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { FailureLine } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { TextArea, TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { ProposalNeeds } from './ProposalNeeds'
import { SectionOrder } from './SectionOrder'

const fragment = graphql`
  fragment ProposalEditor_proposal on Proposal {
    id
    version
    title
    language
    validUntil
    letter
    sections
    needs
    client {
      id
    }
    items {
      id
      amount
      note
      product {
        id
      }
      shareClass {
        id
      }
    }
  }
`
const mutation = graphql`
  mutation ProposalEditorMutation($input: UpdateProposalInput!) {
    updateProposal(input: $input) {
      id
      version
      title
      validUntil
      ...ProposalEditor_proposal
    }
  }
`
type Props = { proposal: ProposalEditor_proposal$key; onSaved: () => void }

/** Writes a draft: title, funds, needs, letter and sections; what is saved is seen beside it. */
export function ProposalEditor({ proposal: ref, onSaved }: Props) {
  const { t } = useLingui()
  const words = useProposalWords()
  const proposal = useFragment(fragment, ref)
  const [run, busy] = useChange<ProposalEditorMutation>(mutation)
  const [title, setTitle] = useState(proposal.title ?? '')
  const [language, setLanguage] = useState(proposal.language ?? 'zh-CN')
  const [validUntil, setValidUntil] = useState<string | null>(proposal.validUntil ?? null)
  const [letter, setLetter] = useState(proposal.letter ?? '')
  const [sections, setSections] = useState<readonly Part[]>((proposal.sections ?? []) as Part[])
  const [needs, setNeeds] = useState<readonly string[]>(proposal.needs ?? [])
  const [picked, setPicked] = useState<readonly Picked[]>(() =>
    (proposal.items ?? []).map(({ product, shareClass, amount, note }) => ({
      product: product?.id ?? '',
      shareClass: shareClass?.id ?? null,
      amount: amount ?? '',
      note: note ?? '',
    })),
  )
  const [failure, setFailure] = useState<Failure | null>(null)
  const items = inputOf(picked)
  const save = async () => {
    if (!items) return
    const outcome = await run({
      input: {
        id: proposal.id,
        version: proposal.version,
        title,
        language,
        validUntil,
        letter,
        sections,
        needs,
        items,
      },
    })
    setFailure(outcome.ok ? null : outcome.failure)
    if (!outcome.ok) return
    toast(t`Saved.`)
    onSaved()
  }
  const client = proposal.client?.id
  return (
    <Section
      title={t`Write`}
      actions={
        <Button
          small
          look="primary"
          busy={busy}
          disabled={!items}
          onClick={() => void save()}
        >{t`Save and preview`}</Button>
      }
    >
      <div className={css.form}>
        <FailureLine failure={failure} />
        <TextField
          label={t({ message: 'Title', context: 'proposal' })}
          required
          maxLength={80}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <div className={css.pair}>
          <Choice
            label={t`Language of the PDF`}
            items={words.languages}
            value={language}
            onChange={(next) => setLanguage(next ?? 'zh-CN')}
          />
          <DateField
            label={t({ message: 'Valid until', context: 'proposal' })}
            required
            value={validUntil}
            onChange={setValidUntil}
          />
        </div>
        {client && (
          <Boundary fallback={<SkeletonRows rows={3} />}>
            <ProposalFunds client={client} value={picked} onChange={setPicked} />
            <ProposalNeeds client={client} value={needs} onChange={setNeeds} />
          </Boundary>
        )}
        <TextArea
          label={t`Covering letter`}
          required
          rows={10}
          maxLength={4000}
          hint={t`Variables: ${VARIABLES.map((name) => `{${name}}`).join(' ')}`}
          value={letter}
          onChange={(event) => setLetter(event.currentTarget.value)}
        />
        <SectionOrder value={sections} onChange={setSections} />
      </div>
    </Section>
  )
}
