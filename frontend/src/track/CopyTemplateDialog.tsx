import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CopyTemplateDialogMutation } from '../__generated__/CopyTemplateDialogMutation.graphql'
import type { CopyTemplateDialogQuery } from '../__generated__/CopyTemplateDialogQuery.graphql'
import { useJourneyWords } from '../book/journeyWords'
import { useChange } from '../relay/useChange'
import { Choice } from '../ui/Choice'
import { CopyDialog, CopyForm, type Named } from '../ui/CopyDialog'
import { toast } from '../ui/Toasts'
import { contentOf } from './templateContent'

const query = graphql`
  query CopyTemplateDialogQuery($id: ID!) {
    journeyTemplate(id: $id) {
      kind
      zh
      en
      versions {
        content
      }
    }
    teams {
      id
      name
    }
  }
`
const create = graphql`
  mutation CopyTemplateDialogMutation($input: CreateJourneyTemplateInput!) {
    createJourneyTemplate(input: $input) {
      id
    }
  }
`
type Props = { template: string; onMade: (id: string) => void; onClose: () => void }

/** A new template that begins as another one: a variant of a team, or one more of the firm. */
export function CopyTemplateDialog(props: Props) {
  const { t } = useLingui()
  return (
    <CopyDialog title={t`Copy the template`} onClose={props.onClose}>
      <Form {...props} />
    </CopyDialog>
  )
}

function Form({ template: id, onMade, onClose }: Props) {
  const { t } = useLingui()
  const words = useJourneyWords()
  const { journeyTemplate, teams } = useLazyLoadQuery<CopyTemplateDialogQuery>(query, { id })
  const [kind, setKind] = useState(journeyTemplate?.kind ?? 'generic')
  const [team, setTeam] = useState<string | null>(null)
  const [run, busy] = useChange<CopyTemplateDialogMutation>(create)
  const copy = async ({ key, ...names }: Named) => {
    const content = { ...contentOf(journeyTemplate?.versions[0]?.content ?? {}), ...names }
    const outcome = await run({ input: { key, kind, content, team, basedOn: id } })
    if (!outcome.ok) return outcome.failure
    toast(t`The template is there; journeys can start by it.`)
    if (outcome.data.createJourneyTemplate) onMade(outcome.data.createJourneyTemplate.id)
    return null
  }
  return (
    <CopyForm
      of={journeyTemplate}
      keyLabel={t`Identifier`}
      beside={
        <Choice label={t`Kind`} items={words.kinds} value={kind} onChange={(next) => setKind(next ?? 'generic')} />
      }
      more={
        <Choice
          label={t`For the team`}
          hint={t`None: for the whole firm.`}
          items={teams.map((each) => ({ value: each.id, label: each.name }))}
          value={team}
          clearable
          onChange={setTeam}
        />
      }
      busy={busy}
      copy={copy}
      onClose={onClose}
    />
  )
}
