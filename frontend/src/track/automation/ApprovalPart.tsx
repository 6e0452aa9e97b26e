import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ApprovalPartQuery } from '../../__generated__/ApprovalPartQuery.graphql'
import { useBoth } from '../../book/journeyWords'
import { OwnInput, type OwnValue } from '../../book/OwnInput'
import { Choice } from '../../ui/Choice'
import { SayField } from './SayField'
import type { PartProps } from './StepForm'

const query = graphql`
  query ApprovalPartQuery {
    approvalKinds {
      id
      form {
        key
        zh
        en
        kind
        required
        options {
          key
          zh
          en
        }
      }
    }
  }
`

/** An approval that is asked for: of which kind, under which title, and what its form says. */
export function ApprovalPart({ step, trigger, words, named, change }: PartProps) {
  const { t } = useLingui()
  const both = useBoth()
  const { approvalKinds } = useLazyLoadQuery<ApprovalPartQuery>(query, {}, { fetchPolicy: 'store-or-network' })
  const kind = approvalKinds.find(({ id }) => id === step.approval)
  const form = (step.form ?? {}) as Record<string, OwnValue>
  const put = (key: string, value: OwnValue) => {
    const { [key]: _, ...rest } = form
    const next = value === null || value === '' ? rest : { ...rest, [key]: value }
    change({ form: Object.keys(next).length > 0 ? next : null })
  }
  return (
    <>
      <Choice
        label={t`Kind of approval`}
        required
        items={named.approvals}
        value={String(step.approval ?? '') || null}
        onChange={(approval) => change({ approval: approval ?? '', form: null })}
      />
      <SayField
        label={t({ message: 'Title', context: 'approval' })}
        max={120}
        value={String(step.title ?? '')}
        trigger={trigger}
        words={words}
        onChange={(title) => change({ title })}
      />
      {kind?.form.map((field) => (
        <OwnInput
          key={field.key}
          field={{
            kind: field.kind,
            required: field.required,
            options: field.options.map(({ key, zh, en }) => ({ value: key, zh, en, retired: false })),
          }}
          label={both(field)}
          value={form[field.key] ?? null}
          onChange={(value) => put(field.key, value)}
        />
      ))}
    </>
  )
}
