import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SuitabilityPanelQuery } from '../__generated__/SuitabilityPanelQuery.graphql'
import css from '../book/Suitability.module.css'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useRight } from '../viewer/Viewer'
import { AssessmentHistory } from './AssessmentHistory'
import { QualificationWallet } from './QualificationWallet'
import { SuitabilityGlance } from './SuitabilityGlance'

const AssessmentDialog = lazy(() => import('./AssessmentDialog').then((m) => ({ default: m.AssessmentDialog })))
const AssessmentLinkDialog = lazy(() =>
  import('./AssessmentLinkDialog').then((m) => ({ default: m.AssessmentLinkDialog })),
)
const QualificationDialog = lazy(() =>
  import('./QualificationDialog').then((m) => ({ default: m.QualificationDialog })),
)
const ProductMatchList = lazy(() => import('./ProductMatchList').then((m) => ({ default: m.ProductMatchList })))

const query = graphql`
  query SuitabilityPanelQuery($id: ID!) {
    client(id: $id) {
      kind
      suitability {
        ...SuitabilityGlance_suitability
        ...AssessmentHistory_suitability
        ...QualificationWallet_suitability
        assessments {
          id
          state
          version
        }
      }
    }
  }
`

/** What a client may be offered: his level and class, how long they hold, their history, and the products that suit. */
export function SuitabilityPanel({ id }: { id: string }) {
  const { t } = useLingui()
  const [turn, setTurn] = useState(0)
  const { client } = useLazyLoadQuery<SuitabilityPanelQuery>(
    query,
    { id },
    { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn },
  )
  const mayAssess = useRight('Mutation.completeAssessment')
  const mayLink = useRight('Mutation.sendAssessmentLink')
  const mayAsk = useRight('Mutation.requestQualification')
  const mayMatch = useRight('Query.productMatches')
  const [open, setOpen] = useState<'sheet' | 'link' | 'qualification' | null>(null)
  const again = () => setTurn((n) => n + 1)
  const close = () => setOpen(null)
  const suitability = client?.suitability
  if (!client || !suitability) return <EmptyState small title={t`You may not read the suitability of this client.`} />
  const draft = suitability.assessments.find((row) => row.state === 'draft')
  return (
    <div className={css.panel}>
      <SuitabilityGlance suitability={suitability} client={id} onChanged={again} />
      {(mayAssess || mayLink || mayAsk) && (
        <div className={css.actions}>
          {mayAssess && (
            <Button small look="primary" onClick={() => setOpen('sheet')}>
              {draft ? t`Go on with the questionnaire` : t`Start the questionnaire`}
            </Button>
          )}
          {mayLink && (
            <Button small onClick={() => setOpen('link')}>
              {t`Send a link`}
            </Button>
          )}
          {mayAsk && (
            <Button small onClick={() => setOpen('qualification')}>
              {t`Request a qualification`}
            </Button>
          )}
        </div>
      )}
      {mayMatch && (
        <Section title={t`Products for this client`}>
          <Boundary fallback={<SkeletonRows rows={6} />}>
            <ProductMatchList key={turn} client={id} onChanged={again} />
          </Boundary>
        </Section>
      )}
      <Section title={t`Qualifications`}>
        <QualificationWallet suitability={suitability} client={id} onChanged={again} />
      </Section>
      <Section title={t`Risk questionnaires`}>
        <AssessmentHistory suitability={suitability} client={id} onChanged={again} />
      </Section>
      <Suspense fallback={null}>
        {open === 'sheet' && <AssessmentDialog client={id} draft={draft ?? null} onSaved={again} onClose={close} />}
        {open === 'link' && <AssessmentLinkDialog client={id} onMade={again} onClose={close} />}
        {open === 'qualification' && (
          <QualificationDialog client={id} kind={client.kind ?? 'individual'} onSaved={again} onClose={close} />
        )}
      </Suspense>
    </div>
  )
}
