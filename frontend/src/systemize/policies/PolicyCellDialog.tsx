import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import type { Failure } from '../../relay/failure'
import { Button } from '../../ui/Button'
import { Choice, Choices } from '../../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../../ui/Dialog'
import { FailureLine, Note } from '../../ui/ErrorState'
import { toast } from '../../ui/Toasts'
import { useRoleName } from '../../viewer/useFields'
import css from './Policies.module.css'
import type { Role } from './PoliciesPage'
import { usePolicyGroups } from './PolicyFilters'
import type { Part } from './PolicyGrid'
import { cellOf, type Level, RELATIONS, type RelationWord } from './policyCells'
import type { Edit } from './usePolicyDraft'
import { usePolicyWords } from './usePolicyWords'

type Props = {
  part: Part
  roles: readonly Role[]
  /** Coordinates; null: a whole type or class is named here. */
  picked: readonly string[] | null
  change: (edits: readonly Edit[]) => Promise<Failure | null>
  onClose: () => void
}
const NOTHING: Record<RelationWord, Level> = { firm: 'none', scope: 'none', team: 'none', own: 'none' }

/** What some roles may do with many coordinates at once: into the draft, or back to what is in force. */
export function PolicyCellDialog({ part, roles, picked, change, onClose }: Props) {
  const { t } = useLingui()
  const words = usePolicyWords()
  const roleName = useRoleName()
  const groups = usePolicyGroups(part)
  const call = part !== 'FIELDS'
  const [named, setNamed] = useState<string[]>([])
  const [group, setGroup] = useState<string | null>(null)
  const [classed, setClassed] = useState<string | null>(null)
  const [levels, setLevels] = useState(NOTHING)
  const [leaves, setLeaves] = useState<RelationWord | null>(null)
  const [busy, setBusy] = useState<'set' | 'reset' | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const forKeys = roles.some(({ name, forKeys }) => forKeys && named.includes(name))
  const relations = RELATIONS.filter((each) => each !== 'scope' || forKeys)
  const cell = cellOf(Object.fromEntries(relations.map((each) => [each, levels[each]])), leaves)
  const ready = named.length > 0 && (picked !== null || group !== null || classed !== null)
  const go = async (content: string | null) => {
    setBusy(content === null ? 'reset' : 'set')
    const where = picked ? { coordinates: [...picked] } : { part, group, classification: classed }
    const refused = await change([{ roles: named, cell: content, ...where }])
    setBusy(null)
    if (refused) return setFailure(refused)
    toast(t`In the draft. Nothing is in force before it is published.`)
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready) void go(cell)
  }
  const items = (relation: RelationWord) =>
    (call ? (['none', 'view'] as const) : (['none', 'masked', 'view', 'edit'] as const)).map((value) => ({
      value,
      label: call && value === 'view' ? words.allowed : words.level[value],
      key: relation,
    }))
  return (
    <Dialog
      title={
        picked
          ? t`Set for roles: ${plural(picked.length, { one: '# row', other: '# rows' })}`
          : t`Set a whole type or class`
      }
      open
      onClose={onClose}
      size={620}
    >
      <form onSubmit={submit}>
        <Stack>
          {!picked && (
            <div className={css.pair}>
              <Choice label={t`Type`} items={groups} value={group} onChange={setGroup} clearable />
              <Choice
                label={t`Class`}
                items={Object.entries(words.classes)
                  .filter(([value]) => value !== 'public')
                  .map(([value, label]) => ({ value, label }))}
                value={classed}
                onChange={setClassed}
                clearable
              />
            </div>
          )}
          <Choices
            label={t`Roles`}
            required
            items={roles.map(({ name }) => ({ value: name, label: roleName(name) }))}
            value={named}
            onChange={setNamed}
          />
          <div className={css.levels}>
            {relations.map((relation) => (
              <Choice
                key={relation}
                label={words.relation[relation]}
                items={items(relation)}
                value={levels[relation]}
                onChange={(value) => setLevels({ ...levels, [relation]: (value ?? 'none') as Level })}
              />
            ))}
          </div>
          {part !== 'ACTIONS' && (
            <Choice
              label={t`May leave by export`}
              items={relations.map((value) => ({ value, label: words.relation[value] }))}
              value={leaves}
              onChange={(value) => setLeaves(value as RelationWord | null)}
              placeholder={t`No`}
              clearable
            />
          )}
          <p className={css.preview}>{words.cell(cell, call)}</p>
          {!picked && (
            <Note>{t`Identity and bank numbers and ways to reach a client are passed by, unless their class is named.`}</Note>
          )}
          <FailureLine failure={failure} />
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button disabled={!ready} busy={busy === 'reset'} onClick={() => void go(null)}>{t`As in force`}</Button>
          <Button type="submit" look="primary" disabled={!ready} busy={busy === 'set'}>
            {t`Into the draft`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
