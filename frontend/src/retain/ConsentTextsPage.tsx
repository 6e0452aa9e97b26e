import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ConsentTextsPageQuery } from '../__generated__/ConsentTextsPageQuery.graphql'
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
import type { Begun } from './ContactRulesPage'
import { consentTextsOf } from './consentTextsContent'
import css from './Retain.module.css'
import { useRetainWords } from './retainWords'

const ConsentTextsEditor = lazy(() => import('./ConsentTextsEditor').then((l) => ({ default: l.ConsentTextsEditor })))
const ConsentTextsVersions = lazy(() =>
  import('./ConsentTextsVersions').then((l) => ({ default: l.ConsentTextsVersions })),
)

const query = graphql`
  query ConsentTextsPageQuery {
    consentTexts {
      number
      content
    }
  }
`

/** What clients agree to: the texts in force, their editor, the versions before. */
export function ConsentTextsPage() {
  const { t } = useLingui()
  return (
    <Page
      title={t`Consent texts`}
      padded
      reading
      actions={<Link to={paths.contactRules()} className={buttonClass('plain')}>{t`Rules of contact`}</Link>}
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Texts />
      </Boundary>
    </Page>
  )
}

function Texts() {
  const { t } = useLingui()
  const words = useRetainWords()
  const { begun, begin, turn, again, published, close } = useBegun<Begun>()
  const { consentTexts } = useLazyLoadQuery<ConsentTextsPageQuery>(query, {}, again)
  const mayPublish = useRight('Mutation.publishConsentTexts')
  const mayVersions = useRight('Query.consentTextsVersions')
  if (!consentTexts) return <EmptyState scene="list" title={t`The firm has no consent texts yet.`} />
  if (begun)
    return (
      <Suspense fallback={<SkeletonRows rows={8} />}>
        <ConsentTextsEditor from={begun} newest={consentTexts} onPublished={published} onClose={close} />
      </Suspense>
    )
  return (
    <div className={css.panel}>
      <InForce present={consentTexts} edit={t`Edit the texts`} onEdit={mayPublish ? () => begin(consentTexts) : null}>
        <ul className={css.list}>
          {consentTextsOf(consentTexts.content).texts.map((each) => (
            <li key={each.purpose} className={css.item}>
              <strong>{words.purposes[each.purpose]}</strong>
              <p className={css.text}>{words.zh ? each.zh : each.en}</p>
            </li>
          ))}
        </ul>
      </InForce>
      {mayVersions && (
        <Suspense fallback={<SkeletonRows rows={3} />}>
          <ConsentTextsVersions turn={turn} onBegin={mayPublish ? begin : null} />
        </Suspense>
      )}
    </div>
  )
}
