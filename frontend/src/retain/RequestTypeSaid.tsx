import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { RequestTypeSaidQuery } from '../__generated__/RequestTypeSaidQuery.graphql'
import { FormInput } from '../book/FormInput'
import { useBoth } from '../book/journeyWords'
import { useTiers } from '../book/useTiers'
import { useSpan } from '../ui/Clock'
import css from './Requests.module.css'
import { TypeMark } from './TypeMark'
import type { TypeContent } from './typeContent'
import { useToldName } from './useToldName'

const query = graphql`
  query RequestTypeSaidQuery {
    approvalKinds {
      id
      key
      zh
      en
    }
  }
`

/** What a type of requests says, and its form as whoever writes one down sees it. */
export function RequestTypeSaid({ content }: { content: TypeContent }) {
  const { t } = useLingui()
  const both = useBoth()
  const span = useSpan()
  const role = useToldName()
  const { word: named } = useTiers()
  const times = (of: TypeContent['response'], unit: number) =>
    [
      span(Number(of.usual) * unit),
      ...Object.entries(of.tiers).map(([key, value]) => `${named(key)} ${span(Number(value) * unit)}`),
    ].join(' · ')
  const { approvalKinds } = useLazyLoadQuery<RequestTypeSaidQuery>(query, {}, { fetchPolicy: 'store-or-network' })
  const kind = (key: string | null) => {
    const found = approvalKinds.find((each) => each.key === key)
    return found ? both(found) : (key ?? t`no approval`)
  }
  const calendars: Record<string, string> = {
    service: t`as the service matrix says`,
    business: t`working time`,
    always: t`day and night`,
  }
  return (
    <div className={`${css.two} ${css.top}`}>
      <dl className={css.facts}>
        <dt>{t`Looks`}</dt>
        <dd>
          <TypeMark icon={content.icon} hue={content.hue} name={both(content) || '—'} />
        </dd>
        <dt>{t`Words it is known by`}</dt>
        <dd>{content.words.join(t`, `) || '—'}</dd>
        <dt>{t`Answer within`}</dt>
        <dd>
          {content.promise && `${t`the service matrix; where it says nothing:`} `}
          {times(content.response, 60_000)}
        </dd>
        <dt>{t`Settled within`}</dt>
        <dd>{times(content.resolution, 3_600_000)}</dd>
        <dt>{t`Time counts`}</dt>
        <dd>{calendars[content.calendar] ?? content.calendar}</dd>
        <dt>{t`Tasks`}</dt>
        <dd>{content.tasks.map(both).join(', ') || '—'}</dd>
        <dt>{t`Approval`}</dt>
        <dd>
          {[
            kind(content.approval.usual),
            ...Object.entries(content.approval.tiers).map(([key, value]) => `${named(key)}: ${kind(value)}`),
            content.approval.partner && t`a partner's besides, of clients whom partners serve`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </dd>
        <dt>{t`Told when time runs out`}</dt>
        <dd>{content.escalation.map(role).join(' → ')}</dd>
      </dl>
      <fieldset className={css.editRow} inert>
        <legend className={css.meta}>{t`The form`}</legend>
        {content.form.length === 0 && '—'}
        {content.form.map((field) => (
          <FormInput key={field.key} field={field} value="" onChange={() => undefined} />
        ))}
      </fieldset>
    </div>
  )
}
