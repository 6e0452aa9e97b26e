import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Handshake, Pencil, Tag, X } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { graphql } from 'react-relay'
import type { ClientsBulkGiveMutation } from '../__generated__/ClientsBulkGiveMutation.graphql'
import type { ClientsBulkTakeMutation } from '../__generated__/ClientsBulkTakeMutation.graphql'
import { useTagItems } from '../book/useTagItems'
import { paths } from '../paths'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { BulkBar } from '../ui/grid/BulkBar'
import type { Column } from '../ui/grid/columns'
import type { Selection } from '../ui/grid/selection'
import type { Save } from '../ui/grid/useEdits'
import { Bubble } from '../ui/Menu'
import { PickList } from '../ui/PickList'
import { SkeletonRows } from '../ui/Skeleton'
import { toast } from '../ui/Toasts'
import { useGo } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import type { ClientData } from './ClientCells'
import type { ClientNode } from './useClientPages'

const ClientsBulkChange = lazy(() =>
  import('./ClientsBulkChange').then((loaded) => ({ default: loaded.ClientsBulkChange })),
)

const give = graphql`
  mutation ClientsBulkGiveMutation($input: TagClientInput!) {
    tagClient(input: $input) {
      version
      ...ClientCells_client
    }
  }
`
const take = graphql`
  mutation ClientsBulkTakeMutation($input: TagClientInput!) {
    untagClient(input: $input) {
      version
      ...ClientCells_client
    }
  }
`

/** Clients changed at the same time. */
const AT_ONCE = 4
const MOST_NAMED = 50

type Props = {
  selection: Selection<ClientNode>
  read: (client: ClientNode) => ClientData
  columns: readonly Column<ClientData>[]
  save: Save
}
type Act = 'give' | 'take'

/** Gives a tag to all picked clients, takes one from them (who has it already, or not, is left alone), or changes a field. */
export function ClientsBulk({ selection, read, columns, save }: Props) {
  const { t } = useLingui()
  const mayGive = useRight('Mutation.tagClient')
  const mayUpdate = useRight('Mutation.updateClient')
  const mayAssign = useRight('Mutation.assignClient')
  const [changing, setChanging] = useState(false)
  const mayTake = useRight('Mutation.untagClient')
  const [open, setOpen] = useState<Act | null>(null)
  const { run, progress, stop } = useTagging()
  const clients = [...selection.rows.values()].map((client) => read(client))
  // Clients of one owner go over together; so many that their ids fit into an address.
  const owners = new Set(clients.map((client) => client.owner?.id))
  const [owner] = owners
  const mayHandOver =
    useRight('Mutation.planHandover') && owners.size === 1 && owner !== undefined && clients.length <= MOST_NAMED
  const go = useGo()
  const pick = (act: Act) => async (tag: { value: string; label: string }) => {
    setOpen(null)
    const has = (client: ClientData) => client.tags?.some((each) => each.id === tag.value) ?? false
    const wanted = clients.filter((client) => has(client) === (act === 'take')).map(({ id }) => id)
    await run(act, tag, wanted)
  }
  const button = (act: Act, label: string) => (
    <Bubble
      label={label}
      open={open === act}
      onChange={(next) => setOpen(next ? act : null)}
      target={
        <Button small aria-expanded={open === act} onClick={() => setOpen(open === act ? null : act)}>
          {act === 'give' ? <Tag size={13} aria-hidden="true" /> : <X size={13} aria-hidden="true" />}
          {label}
        </Button>
      }
    >
      <Suspense fallback={<SkeletonRows rows={2} />}>
        <TagPicker label={label} of={act === 'take' ? clients : null} onPick={pick(act)} />
      </Suspense>
    </Bubble>
  )
  return (
    <BulkBar picked={selection.rows.size} onClear={selection.clear}>
      {progress ? (
        <>
          <progress value={progress.done} max={progress.of} aria-label={t`Progress`} />
          <span>
            {progress.done} / {progress.of}
          </span>
          <Button small onClick={stop}>{t`Stop`}</Button>
        </>
      ) : (
        <>
          {mayGive && button('give', t`Add a tag`)}
          {mayTake && button('take', t`Take a tag`)}
          {mayHandOver && (
            <Button
              small
              onClick={() => go(paths.newHandover({ from: owner, only: clients.map(({ id }) => id).join(',') }))}
            >
              <Handshake size={13} aria-hidden="true" />
              {t`Hand over…`}
            </Button>
          )}
          {(mayUpdate || mayAssign) && (
            <Button small onClick={() => setChanging(true)}>
              <Pencil size={13} aria-hidden="true" />
              {t`Change a field…`}
            </Button>
          )}
        </>
      )}
      {changing && (
        <Suspense fallback={null}>
          <ClientsBulkChange
            clients={clients}
            columns={columns}
            save={save}
            onDone={selection.clear}
            onClose={() => setChanging(false)}
          />
        </Suspense>
      )}
    </BulkBar>
  )
}

type PickerProps = {
  label: string
  /** Clients whose own tags are offered; null offers all. */
  of: readonly ClientData[] | null
  onPick: (tag: { value: string; label: string }) => void
}

function TagPicker({ label, of, onPick }: PickerProps) {
  const { t } = useLingui()
  const all = useTagItems()
  const borne = of && new Set(of.flatMap((client) => client.tags?.map((tag) => tag.id) ?? []))
  const items = borne ? all.filter((item) => borne.has(item.value)) : all
  if (items.length === 0) return <p>{t`None of the selected clients has a tag.`}</p>
  return <PickList label={label} items={items} picked={NONE} onPick={onPick} />
}

const NONE: ReadonlySet<string> = new Set()

type Progress = { done: number; of: number }

/** Tags many clients, one mutation each, a few at a time; can be stopped, and taken back afterwards. */
function useTagging() {
  const { t } = useLingui()
  const [giveTag] = useChange<ClientsBulkGiveMutation>(give)
  const [takeTag] = useChange<ClientsBulkTakeMutation>(take)
  const [progress, setProgress] = useState<Progress | null>(null)
  const stopped = useRef(false)
  const apply = async (act: Act, tag: string, clients: readonly string[]) => {
    stopped.current = false
    const waiting = [...clients]
    const done: string[] = []
    const refused: string[] = []
    setProgress({ done: 0, of: clients.length })
    const next = async (): Promise<void> => {
      const client = stopped.current ? undefined : waiting.shift()
      if (client === undefined) return
      const outcome = await (act === 'give' ? giveTag : takeTag)({ input: { client, tag } })
      if (outcome.ok) done.push(client)
      else refused.push(outcome.failure.message)
      setProgress({ done: done.length + refused.length, of: clients.length })
      return next()
    }
    await Promise.all(Array.from({ length: AT_ONCE }, next))
    setProgress(null)
    return { done, refused }
  }
  const run = async (act: Act, tag: { value: string; label: string }, clients: readonly string[]) => {
    if (clients.length === 0) {
      const none = act === 'give' ? t`All of them have “${tag.label}” already.` : t`None of them has “${tag.label}”.`
      return toast(none)
    }
    const { done, refused } = await apply(act, tag.value, clients)
    const n = done.length
    const text =
      act === 'give'
        ? t`“${tag.label}” given to ${plural(n, { one: '# client', other: '# clients' })}.`
        : t`“${tag.label}” taken from ${plural(n, { one: '# client', other: '# clients' })}.`
    const rest = refused.length > 0 ? ` ${t`${refused.length} refused: ${refused[0]}`}` : ''
    const back = act === 'give' ? 'take' : 'give'
    toast(text + rest, {
      tone: refused.length > 0 ? 'bad' : 'good',
      ...(n > 0 ? { action: { label: t`Undo`, run: () => void apply(back, tag.value, done) } } : {}),
    })
  }
  const stop = () => {
    stopped.current = true
  }
  return { run, progress, stop }
}
