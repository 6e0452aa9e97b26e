import { useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ClientTags_client$key } from '../__generated__/ClientTags_client.graphql'
import type { ClientTagsGiveMutation } from '../__generated__/ClientTagsGiveMutation.graphql'
import type { ClientTagsTakeMutation } from '../__generated__/ClientTagsTakeMutation.graphql'
import { TagBadge } from '../book/ClientBadges'
import { useChange } from '../relay/useChange'
import { IconButton } from '../ui/Button'
import { Bubble } from '../ui/Menu'
import { SkeletonRows } from '../ui/Skeleton'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { bestLevel } from '../viewer/access'
import { useRight, useViewer } from '../viewer/Viewer'
import css from './ClientTags.module.css'

const TagPicker = lazy(() => import('./TagPicker').then((loaded) => ({ default: loaded.TagPicker })))
const TagWhy = lazy(() => import('./TagWhy').then((loaded) => ({ default: loaded.TagWhy })))

const fragment = graphql`
  fragment ClientTags_client on Client {
    id
    tags {
      id
      name
      colour
    }
  }
`
const give = graphql`
  mutation ClientTagsGiveMutation($input: TagClientInput!) {
    tagClient(input: $input) {
      version
      ...ClientTags_client
    }
  }
`
const take = graphql`
  mutation ClientTagsTakeMutation($input: TagClientInput!) {
    untagClient(input: $input) {
      version
      ...ClientTags_client
    }
  }
`

/** The tags of a client, given and taken by hand. */
export function ClientTags({ client }: { client: ClientTags_client$key }) {
  const { t } = useLingui()
  const { id, tags } = useFragment(fragment, client)
  const words = useFailureText()
  const mayGive = useRight('Mutation.tagClient')
  const mayTake = useRight('Mutation.untagClient')
  const [giveTag, giving] = useChange<ClientTagsGiveMutation>(give)
  const [takeTag, taking] = useChange<ClientTagsTakeMutation>(take)
  const [open, setOpen] = useState(false)
  const add = async (tag: string) => {
    const outcome = await giveTag({ input: { client: id, tag } })
    if (outcome.ok) setOpen(false)
    else toast(words(outcome.failure).title, 'bad')
  }
  const remove = async (tag: string) => {
    const outcome = await takeTag({ input: { client: id, tag } })
    if (!outcome.ok) toast(words(outcome.failure).title, 'bad')
  }
  return (
    <>
      {tags?.map((tag) => (
        <span key={tag.id} className={css.tag}>
          <Why client={id} tag={tag} />
          {mayTake && (
            <button
              type="button"
              className={css.take}
              aria-label={t`Remove the tag ${tag.name}`}
              disabled={taking}
              onClick={() => remove(tag.id)}
            >
              <X size={11} aria-hidden="true" />
            </button>
          )}
        </span>
      ))}
      {mayGive && (
        <Bubble
          label={t`Add a tag`}
          open={open}
          onChange={setOpen}
          target={
            <IconButton small label={t`Add a tag`} aria-expanded={open} onClick={() => setOpen(!open)}>
              <Plus size={13} />
            </IconButton>
          }
        >
          <Suspense fallback={<SkeletonRows rows={2} />}>
            <TagPicker given={(tags ?? []).map((tag) => tag.id)} busy={giving} onPick={add} />
          </Suspense>
        </Bubble>
      )}
    </>
  )
}

/** A tag that says why the client bears it. */
function Why({ client, tag }: { client: string; tag: { id: string; name: string; colour: string } }) {
  const { t } = useLingui()
  const mayAsk = bestLevel(useViewer().access, 'Client.tagStates') !== 'NONE'
  const [open, setOpen] = useState(false)
  const badge = <TagBadge name={tag.name} colour={tag.colour} />
  if (!mayAsk) return badge
  return (
    <Bubble
      label={t`Why the tag ${tag.name}`}
      open={open}
      onChange={setOpen}
      width={320}
      target={
        <button
          type="button"
          className={css.ask}
          aria-haspopup="dialog"
          aria-expanded={open}
          aria-label={t`Why the tag ${tag.name}`}
          onClick={() => setOpen(!open)}
        >
          {badge}
        </button>
      }
    >
      <Suspense fallback={<SkeletonRows rows={3} />}>
        <TagWhy client={client} tag={tag.id} onDone={() => setOpen(false)} />
      </Suspense>
    </Bubble>
  )
}
