import { useLingui } from '@lingui/react/macro'
import { Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CopyTemplateDialogMutation } from '../__generated__/CopyTemplateDialogMutation.graphql'
import type { CopyTemplateDialogQuery } from '../__generated__/CopyTemplateDialogQuery.graphql'
import css from '../book/Journeys.module.css'
import { useJourneyWords } from '../book/journeyWords'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
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
    <Dialog title={t`Copy the template`} open onClose={props.onClose} size={480}>
      <Suspense fallback={<SkeletonRows rows={4} />}>
        <Form {...props} />
      </Suspense>
    </Dialog>
  )
}

function Form({ template: id, onMade, onClose }: Props) {
  const { t } = useLingui()
  const words = useJourneyWords()
  const { journeyTemplate, teams } = useLazyLoadQuery<CopyTemplateDialogQuery>(query, { id })
  const [zh, setZh] = useState(journeyTemplate ? `${journeyTemplate.zh}（副本）` : '')
  const [en, setEn] = useState(journeyTemplate ? `${journeyTemplate.en} (copy)` : '')
  const [key, setKey] = useState('')
  const [kind, setKind] = useState(journeyTemplate?.kind ?? 'generic')
  const [team, setTeam] = useState<string | null>(null)
  const [run, busy] = useChange<CopyTemplateDialogMutation>(create)
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    const content = { ...contentOf(journeyTemplate?.versions[0]?.content ?? {}), zh, en }
    const outcome = await run({ input: { key: key.trim(), kind, content, team, basedOn: id } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The template is there; journeys can start by it.`)
    if (outcome.data.createJourneyTemplate) onMade(outcome.data.createJourneyTemplate.id)
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
            label={t`Identifier`}
            hint={t`Small letters, digits and underscores; it stays.`}
            required
            value={key}
            onChange={(e) => setKey(e.currentTarget.value)}
          />
          <Choice label={t`Kind`} items={words.kinds} value={kind} onChange={(next) => setKind(next ?? 'generic')} />
        </div>
        <Choice
          label={t`For the team`}
          hint={t`None: for the whole firm.`}
          items={teams.map((each) => ({ value: each.id, label: each.name }))}
          value={team}
          clearable
          onChange={setTeam}
        />
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
