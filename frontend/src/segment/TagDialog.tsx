import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { graphql } from 'react-relay'
import type { TagDialogCreateMutation } from '../__generated__/TagDialogCreateMutation.graphql'
import type { TagDialogUpdateMutation } from '../__generated__/TagDialogUpdateMutation.graphql'
import { useWords } from '../book/words'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import type { ListedTag } from './TagsPage'

const create = graphql`
  mutation TagDialogCreateMutation($input: CreateTagInput!) {
    createTag(input: $input) {
      id
    }
  }
`
const update = graphql`
  mutation TagDialogUpdateMutation($input: UpdateTagInput!) {
    updateTag(input: $input) {
      id
      version
    }
  }
`
const orNull = (text: string) => text.trim() || null
const wholeOrNull = (text: string) => (text.trim() === '' ? null : Number.parseInt(text, 10))

type Props = { tag: ListedTag | null; onSaved: () => void; onClose: () => void }

/** A tag's words, and how it is given: for how long by hand, and which others it excludes. */
export function TagDialog({ tag, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const { items } = useWords()
  const [runCreate, creating] = useChange<TagDialogCreateMutation>(create)
  const [runUpdate, updating] = useChange<TagDialogUpdateMutation>(update)
  const [name, setName] = useState(tag?.name ?? '')
  const [colour, setColour] = useState(tag?.colour ?? 'blue')
  const [group, setGroup] = useState(tag?.group ?? '')
  const [description, setDescription] = useState(tag?.description ?? '')
  const [exclusive, setExclusive] = useState(tag?.exclusiveGroup ?? '')
  const [priority, setPriority] = useState(String(tag?.priority ?? 0))
  const [days, setDays] = useState(tag?.validDays == null ? '' : String(tag.validDays))
  const [decides, setDecides] = useState(tag?.ruleDecides ?? false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const told = {
      name: name.trim(),
      colour,
      group: orNull(group),
      description: orNull(description),
      exclusiveGroup: orNull(exclusive),
      priority: wholeOrNull(priority) ?? 0,
      validDays: wholeOrNull(days),
      ruleDecides: decides,
    }
    const outcome = tag
      ? await runUpdate({ input: { id: tag.id, version: tag.version, ...told } })
      : await runCreate({ input: told })
    if (!outcome.ok) return setFailure(outcome.failure)
    onSaved()
    onClose()
  }
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  return (
    <Dialog title={tag ? t`Edit the tag` : t`New tag`} open onClose={onClose} size={420}>
      <form onSubmit={submit}>
        <Stack>
          <TextField
            label={t`Name`}
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem('name')}
          />
          <Choice
            label={t`Colour`}
            items={items('colours')}
            value={colour}
            onChange={(next) => setColour(next ?? 'grey')}
            error={problem('colour')}
          />
          <TextField
            label={t`Group`}
            value={group}
            onChange={(event) => setGroup(event.currentTarget.value)}
            error={problem('group')}
          />
          <TextField
            label={t`Description`}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            error={problem('description')}
          />
          <TextField
            label={t`Days it lasts when given by hand`}
            hint={t`Empty: it lasts until somebody takes it.`}
            type="number"
            min={1}
            value={days}
            onChange={(event) => setDays(event.currentTarget.value)}
            error={problem('validDays')}
          />
          <TextField
            label={t`Exclusive group`}
            hint={t`Of the tags that name the same group a client bears one at most.`}
            value={exclusive}
            onChange={(event) => setExclusive(event.currentTarget.value)}
            error={problem('exclusiveGroup')}
          />
          {exclusive.trim() !== '' && (
            <TextField
              label={t`Priority of its rule`}
              type="number"
              value={priority}
              onChange={(event) => setPriority(event.currentTarget.value)}
              error={problem('priority')}
            />
          )}
          <Toggle label={t`The rule goes before what people give and take`} checked={decides} onChange={setDecides} />
          {failure && !failure.field && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={creating || updating} disabled={name.trim() === ''}>
            {tag ? t`Save` : t`Create`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
