import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { PolicyEffect_effect$data, PolicyEffect_effect$key } from '../../__generated__/PolicyEffect_effect.graphql'
import { Note } from '../../ui/ErrorState'
import type { Reviewed } from '../../ui/ReviewDialog'
import { useRoleName } from '../../viewer/useFields'
import css from './Policies.module.css'

export const effectFragment = graphql`
  fragment PolicyEffect_effect on PolicyEffect {
    cells
    needsSecond
    faults
    moreDifferences
    differences {
      role
      gains
      loses
      needsSecond
      sentence
    }
    roles {
      role
      gains
      loses
      people
      users {
        id
        name
      }
    }
  }
`
export type Effect = PolicyEffect_effect$data

/** The sentences of what changes, under their roles, as a review shows them. */
export function useDifferences(): (effect: Effect) => Reviewed[] {
  const { t } = useLingui()
  const roleName = useRoleName()
  return (effect) =>
    effect.differences.map(({ role, gains, loses, needsSecond, sentence }) => ({
      group: roleName(role),
      label: [gains && t`gains`, loses && t`loses`, needsSecond && t`sensitive`].filter(Boolean).join(t`, `),
      said: sentence,
    }))
}

/** Who gains and who loses, by role and by name, and what stands in the way. */
export function PolicyEffect({ of }: { of: PolicyEffect_effect$key }) {
  const { t } = useLingui()
  const roleName = useRoleName()
  const effect = useFragment(effectFragment, of)
  return (
    <div className={css.effect}>
      {effect.moreDifferences > 0 && (
        <p>{t`${plural(effect.moreDifferences, { one: '# more sentence is', other: '# more sentences are' })} left out here.`}</p>
      )}
      <ul>
        {effect.roles.map(({ role, gains, loses, people, users }) => {
          const named = users.map(({ name }) => name).join(t`, `)
          return (
            <li key={role}>
              <strong>{roleName(role)}</strong>{' '}
              {t`gains on ${gains}, loses on ${loses}; ${plural(people, { one: '# person', other: '# people' })}`}
              {named && `: ${named}`}
            </li>
          )
        })}
      </ul>
      {effect.needsSecond && (
        <Note tone="warn">{t`It opens something sensitive: another person who keeps the permissions has to agree.`}</Note>
      )}
      {effect.faults.map((fault) => (
        <Note key={fault} tone="warn">
          {fault}
        </Note>
      ))}
    </div>
  )
}
