import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ContactRulesPageQuery } from '../__generated__/ContactRulesPageQuery.graphql'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { buttonClass } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { InForce } from '../ui/InForce'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useBegun } from '../ui/useBegun'
import { useRight } from '../viewer/Viewer'
import { contactRulesOf } from './contactRulesContent'
import css from './Retain.module.css'
import { CHANNELS, SENDABLE, useRetainWords } from './retainWords'

const ContactRulesEditor = lazy(() => import('./ContactRulesEditor').then((l) => ({ default: l.ContactRulesEditor })))
const ContactRulesVersions = lazy(() =>
  import('./ContactRulesVersions').then((l) => ({ default: l.ContactRulesVersions })),
)

const query = graphql`
  query ContactRulesPageQuery {
    contactRules {
      number
      content
    }
  }
`
export type Begun = { number: number; content: unknown }

/** When and for what clients may be contacted: the rules in force, their editor, the versions before. */
export function ContactRulesPage() {
  const { t } = useLingui()
  const mayTexts = useRight('Query.consentTexts')
  return (
    <Page
      title={t`Rules of contact`}
      padded
      actions={
        <>
          {mayTexts && <Link to={paths.consentTexts()} className={buttonClass('plain')}>{t`Consent texts`}</Link>}
          <Link to={paths.messages()} className={buttonClass('plain')}>{t`All messages`}</Link>
        </>
      }
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Rules />
      </Boundary>
    </Page>
  )
}

function Rules() {
  const { t } = useLingui()
  const words = useRetainWords()
  const { begun, begin, turn, again, published, close } = useBegun<Begun>()
  const { contactRules } = useLazyLoadQuery<ContactRulesPageQuery>(query, {}, again)
  const mayPublish = useRight('Mutation.publishContactRules')
  const mayVersions = useRight('Query.contactRulesVersions')
  if (!contactRules)
    return (
      <EmptyState scene="list" title={t`The firm has published no rules of contact yet.`}>
        {t`Until it does, the product goes by the rules that a firm begins with.`}
      </EmptyState>
    )
  const rules = contactRulesOf(contactRules.content)
  if (begun)
    return (
      <Suspense fallback={<SkeletonRows rows={8} />}>
        <ContactRulesEditor from={begun} newest={contactRules} onPublished={published} onClose={close} />
      </Suspense>
    )
  return (
    <div className={css.panel}>
      <InForce present={contactRules} edit={t`Edit the rules`} onEdit={mayPublish ? () => begin(contactRules) : null}>
        <dl className={css.facts}>
          {CHANNELS.map((channel) => {
            const hours = rules.quiet[channel]
            return (
              <div key={channel}>
                <dt>{t`Quiet hours: ${words.channels[channel] ?? channel}`}</dt>
                <dd>{hours ? `${hours.from}–${hours.to}` : t`None`}</dd>
              </div>
            )
          })}
          {SENDABLE.map((purpose) => (
            <div key={purpose}>
              <dt>{words.purposes[purpose]}</dt>
              <dd>
                {[
                  words.needs[rules.consent[purpose] ?? 'given'],
                  ...rules.caps
                    .filter((cap) => cap.purpose === purpose)
                    .map((cap) => t`at most ${cap.count} within ${cap.days} days`),
                  rules.cooling.includes(purpose) ? t`waits while an order cools off` : null,
                  rules.suited.includes(purpose) ? t`a fund has to suit the client` : null,
                ]
                  .filter(Boolean)
                  .join('；')}
              </dd>
            </div>
          ))}
        </dl>
      </InForce>
      {mayVersions && (
        <Suspense fallback={<SkeletonRows rows={3} />}>
          <ContactRulesVersions turn={turn} onBegin={mayPublish ? begin : null} />
        </Suspense>
      )}
    </div>
  )
}
