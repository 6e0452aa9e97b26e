import { useLingui } from '@lingui/react/macro'
import { Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery, useRelayEnvironment } from 'react-relay'
import type { MergeDialogMutation, MergeSide } from '../__generated__/MergeDialogMutation.graphql'
import type { MergeDialogQuery, MergeDialogQuery$data } from '../__generated__/MergeDialogQuery.graphql'
import { ClientChoice } from '../book/ClientChoice'
import { dateTime } from '../format/date'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import type { Item } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { toast } from '../ui/Toasts'
import { useGo } from '../viewer/url'
import { useFields } from '../viewer/useFields'
import css from './MergeDialog.module.css'
import { unmerge } from './unmerge'

const query = graphql`
  query MergeDialogQuery($id: ID!, $other: ID!) {
    previewMerge(id: $id, other: $other) {
      survivor {
        id
        version
        name
        createdAt
      }
      other {
        id
        version
        name
        createdAt
      }
      fields {
        key
        ours
        theirs
        oursHidden
        theirsHidden
        differs
        mayTake
        suggested
      }
      moves {
        what
        count
      }
    }
  }
`
const mutation = graphql`
  mutation MergeDialogMutation($input: MergeClientsInput!) {
    mergeClients(input: $input) {
      id
      version
      ...ClientIdentity_client
      ...ClientFigures_client
      ...ClientDetails_client
      ...MergedBanner_client
    }
  }
`

type Props = { id: string; name: string; other?: Item; onClose: () => void; onMerged?: () => void }

/** Makes two records of one client one: who else it is, whose value counts in each field, and what goes over. */
export function MergeDialog({ id, name, other: given, onClose, onMerged }: Props) {
  const { t } = useLingui()
  const [other, setOther] = useState<Item | null>(given ?? null)
  // The record that stays; they change places by a button.
  const [kept, setKept] = useState(id)
  const pair = other && (kept === id ? { id, other: other.value } : { id: other.value, other: id })
  return (
    <Dialog title={t`Merge ${name}`} open onClose={onClose} size={760}>
      <Stack>
        {!given && (
          <ClientChoice
            label={t`The same client as`}
            value={other}
            onChange={(next) => {
              setKept(id)
              setOther(next)
            }}
            except={[id]}
            required
          />
        )}
        {!pair && <Note>{t`Everything of one record goes over to the other. It can be undone for 30 days.`}</Note>}
      </Stack>
      {pair ? (
        <Boundary key={pair.id + pair.other} fallback={<SkeletonRows rows={8} />}>
          <Suspense fallback={<SkeletonRows rows={8} />}>
            <Comparison
              {...pair}
              onSwap={() => setKept(pair.other)}
              onClose={onClose}
              {...(onMerged ? { onMerged } : {})}
            />
          </Suspense>
        </Boundary>
      ) : (
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
        </DialogFooter>
      )}
    </Dialog>
  )
}

type Preview = NonNullable<MergeDialogQuery$data['previewMerge']>
type PairField = Preview['fields'][number]
type ComparisonProps = { id: string; other: string; onSwap: () => void; onClose: () => void; onMerged?: () => void }

function Comparison({ id, other, onSwap, onClose, onMerged }: ComparisonProps) {
  const { t } = useLingui()
  const go = useGo()
  const environment = useRelayEnvironment()
  const { previewMerge: preview } = useLazyLoadQuery<MergeDialogQuery>(
    query,
    { id, other },
    { fetchPolicy: 'network-only' },
  )
  const [merge, busy] = useChange<MergeDialogMutation>(mutation)
  const [chosen, setChosen] = useState<Record<string, MergeSide>>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  if (!preview) return null
  const { survivor, other: loser, fields, moves } = preview
  const differing = fields.filter((field) => field.differs)
  const same = fields.filter((field) => field.differs === false && field.ours !== null)
  const hidden = fields.filter((field) => field.differs == null)
  const side = (field: PairField): MergeSide => chosen[field.key] ?? (field.suggested as MergeSide)
  const submit = async () => {
    setFailure(null)
    const outcome = await merge({
      input: {
        id: survivor.id,
        version: survivor.version,
        other: loser.id,
        otherVersion: loser.version,
        choices: differing.map((field) => ({ field: field.key, side: side(field) })),
      },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    const done = outcome.data.mergeClients
    const name = survivor.name ?? ''
    onClose()
    onMerged?.()
    if (!onMerged) go(paths.client(survivor.id))
    const undo = () => void unmerge(environment, done?.id ?? id, t`The merge was undone.`)
    toast(t`Merged into ${name}.`, { action: { label: t`Undo`, run: undo } })
  }
  return (
    <>
      <Stack>
        <div className={css.heads}>
          <Head title={t`Stays`} client={survivor} />
          <Head title={t`Goes over`} client={loser} />
        </div>
        <div>
          <Button small onClick={onSwap}>{t`Let the other one stay`}</Button>
        </div>
        {differing.length === 0 && <Note>{t`No field differs that you may read.`}</Note>}
        {differing.map((field) => (
          <Pair
            key={field.key}
            field={field}
            side={side(field)}
            onChoose={(next) => setChosen({ ...chosen, [field.key]: next })}
          />
        ))}
        {hidden.length > 0 && <Hidden fields={hidden} />}
        {same.length > 0 && <Same fields={same} />}
        <Moves moves={moves} />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} onClick={() => void submit()}>
          {t`Merge`}
        </Button>
      </DialogFooter>
    </>
  )
}

function Head({ title, client }: { title: string; client: Preview['survivor'] }) {
  const { t } = useLingui()
  const made = client.createdAt ? dateTime(client.createdAt).slice(0, 10) : '—'
  return (
    <div className={css.head}>
      <span className={css.meta}>{title}</span>
      <a href={paths.client(client.id)} target="_blank" rel="noreferrer">
        {client.name ?? '—'}
      </a>
      <span className={css.meta}>{t`Created ${made}`}</span>
    </div>
  )
}

function useShown(): (key: string, value: unknown) => string {
  const { t } = useLingui()
  const { option, field } = useFields()
  return (key, value) => {
    if (value == null || value === '') return t`(empty)`
    if (typeof value === 'boolean') return value ? t`Yes` : t`No`
    if (Array.isArray(value)) return value.map((each) => option(key, String(each))).join(', ')
    return field(key)?.options ? option(key, String(value)) : String(value)
  }
}

type PairProps = { field: PairField; side: MergeSide; onChoose: (side: MergeSide) => void }

/** One field of both records and whose value counts: a group of two radio buttons. */
function Pair({ field, side, onChoose }: PairProps) {
  const { t } = useLingui()
  const { label } = useFields()
  const shown = useShown()
  const sides = [
    { key: 'OURS' as const, text: shown(field.key, field.ours), may: true },
    { key: 'THEIRS' as const, text: shown(field.key, field.theirs), may: field.mayTake },
  ]
  return (
    <fieldset className={css.pair}>
      <legend>{label(field.key)}</legend>
      {sides.map(({ key, text, may }) => (
        <label key={key} className={css.side}>
          <input
            type="radio"
            name={`merge-${field.key}`}
            checked={side === key}
            disabled={!may}
            onChange={() => onChoose(key)}
          />
          <span>
            {text}
            {!may && <span className={css.meta}> {t`(you may not change this field)`}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function Hidden({ fields }: { fields: readonly PairField[] }) {
  const { t } = useLingui()
  const { label } = useFields()
  const names = fields.map((field) => label(field.key)).join(t`, `)
  return <Note>{t`You may not read these fields of both records; they stay as they are: ${names}`}</Note>
}

function Same({ fields }: { fields: readonly PairField[] }) {
  const { t } = useLingui()
  const { label } = useFields()
  const shown = useShown()
  return (
    <details className={css.same}>
      <summary>{t`Fields that are the same (${fields.length})`}</summary>
      <dl>
        {fields.map((field) => (
          <div key={field.key}>
            <dt>{label(field.key)}</dt>
            <dd>{shown(field.key, field.ours)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

function Moves({ moves }: { moves: Preview['moves'] }) {
  const { t } = useLingui()
  const words: Record<string, string> = {
    interactions: t`Interactions`,
    tasks: t`Tasks`,
    documents: t`Documents`,
    transactions: t`Transactions`,
    holdings: t`Holdings`,
    contactPoints: t`Ways to reach`,
    tags: t`Tags`,
    relations: t`Relations`,
  }
  const told = moves.filter((move) => move.count != null && move.count > 0)
  return (
    <section className={css.moves} aria-label={t`What goes over`}>
      <h3>{t`What goes over`}</h3>
      {told.length === 0 ? (
        <p>{t`Nothing hangs on the other record.`}</p>
      ) : (
        <ul>
          {told.map(({ what, count }) => (
            <li key={what}>
              {words[what] ?? what} <b>{count}</b>
            </li>
          ))}
        </ul>
      )}
      <p className={css.meta}>{t`What both have stays once. It can be undone for 30 days.`}</p>
    </section>
  )
}
