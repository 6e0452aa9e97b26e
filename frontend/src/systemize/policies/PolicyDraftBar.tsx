import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { PolicyDraftBar_draft$key } from '../../__generated__/PolicyDraftBar_draft.graphql'
import type { PolicyDraftBarDiscardMutation } from '../../__generated__/PolicyDraftBarDiscardMutation.graphql'
import type { PolicyDraftBarPublishMutation } from '../../__generated__/PolicyDraftBarPublishMutation.graphql'
import type { PolicyEffect_effect$key } from '../../__generated__/PolicyEffect_effect.graphql'
import { useChange } from '../../relay/useChange'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { toast } from '../../ui/Toasts'
import { useFailureText } from '../../ui/useFailureText'
import css from './Policies.module.css'
import { PolicyReview } from './PolicyReview'
import type { Kept } from './usePolicyDraft'

const fragment = graphql`
  fragment PolicyDraftBar_draft on PolicyDraftState {
    version
    effect {
      ...PolicyEffect_effect
    }
  }
`
const discardMutation = graphql`
  mutation PolicyDraftBarDiscardMutation($input: DiscardPolicyDraftInput!) {
    discardPolicyDraft(input: $input) {
      number
    }
  }
`
const publishMutation = graphql`
  mutation PolicyDraftBarPublishMutation($input: PublishPolicyInput!) {
    publishPolicy(input: $input) {
      number
      proposal {
        id
      }
    }
  }
`
type Props = {
  kept: Kept
  /** As it was read last; null while it is read. */
  draft: PolicyDraftBar_draft$key | null | undefined
  mayPublish: boolean
  /** Reads the draft as it is now, for the review. */
  onLook: () => void
  onChanged: () => void
}

/** The draft: how much it changes, its review, putting it in force, forgetting it. */
export function PolicyDraftBar({ kept, draft, mayPublish, onLook, onChanged }: Props) {
  const { t } = useLingui()
  const words = useFailureText()
  const [reviewing, setReviewing] = useState(false)
  const [discard, discarding] = useChange<PolicyDraftBarDiscardMutation>(discardMutation)
  const read = useFragment(fragment, draft ?? null)
  const drop = async () => {
    const outcome = await discard({ input: { draft: kept.version } })
    if (!outcome.ok) return toast(words(outcome.failure).title, 'bad')
    toast(t`The draft is discarded.`)
    onChanged()
  }
  if (kept.version === 0 || kept.cells === 0)
    return (
      <p className={css.bar}>
        {t`Version ${kept.number} is in force.`}{' '}
        {mayPublish && t`What you change here becomes a draft; nothing is in force before it is published.`}
      </p>
    )
  return (
    <div className={css.bar}>
      <span>{t`Version ${kept.number} is in force.`}</span>
      <Badge hue="blue">{t`Draft: ${plural(kept.cells, { one: '# change', other: '# changes' })}`}</Badge>
      {kept.needsSecond && <Badge hue="amber">{t`Needs a second person`}</Badge>}
      <span className={css.end}>
        {mayPublish && (
          <>
            <Button small busy={discarding} onClick={() => void drop()}>{t`Discard the draft`}</Button>
            <Button
              small
              look="primary"
              onClick={() => {
                onLook()
                setReviewing(true)
              }}
            >
              {kept.needsSecond ? t`Review and propose…` : t`Review and publish…`}
            </Button>
          </>
        )}
      </span>
      {reviewing && read && read.version === kept.version && (
        <PublishReview
          version={read.version}
          base={kept.number}
          effect={read.effect}
          onDone={onChanged}
          onClose={() => setReviewing(false)}
        />
      )}
    </div>
  )
}

type ReviewProps = {
  version: number
  base: number
  effect: PolicyEffect_effect$key
  onDone: () => void
  onClose: () => void
}

function PublishReview({ version, base, effect, onDone, onClose }: ReviewProps) {
  const { t } = useLingui()
  const [run] = useChange<PolicyDraftBarPublishMutation>(publishMutation)
  const publish = async (note: string) => {
    const outcome = await run({ input: { draft: version, base, note } })
    if (!outcome.ok) return { failure: outcome.failure }
    const after = outcome.data.publishPolicy
    return { waits: after?.proposal != null && after.number === base }
  }
  return (
    <PolicyReview
      title={(second) => (second ? t`Propose this to a second person?` : t`Put version ${base + 1} in force?`)}
      effect={effect}
      onConfirm={publish}
      onDone={onDone}
      onClose={onClose}
    />
  )
}
