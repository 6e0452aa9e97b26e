import { useLingui } from '@lingui/react/macro'
import { lazy, type ReactNode, Suspense } from 'react'
import { Boundary } from '../ui/Boundary'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { VoiceAnswers } from './VoiceAnswers'

const VoiceFigures = lazy(() => import('./VoiceFigures').then((loaded) => ({ default: loaded.VoiceFigures })))
const SurveyWaves = lazy(() => import('./SurveyWaves').then((loaded) => ({ default: loaded.SurveyWaves })))
const SurveyRules = lazy(() => import('./SurveyRules').then((loaded) => ({ default: loaded.SurveyRules })))

/** What clients say of the firm: answers, figures, rounds of NPS, and the rules of asking. */
export function VoicePage() {
  const { t } = useLingui()
  const { tab } = useSearchValues()
  const setSearch = useSetSearch()
  const mayFigures = useRight('Query.kpi')
  const mayWaves = useRight('Query.surveyWaves')
  const tabs: { id: string; title: string; body: () => ReactNode }[] = [
    { id: 'answers', title: t({ message: 'Answers', context: 'survey' }), body: () => <VoiceAnswers /> },
    ...(mayFigures
      ? [{ id: 'figures', title: t({ message: 'Figures', context: 'survey' }), body: () => <VoiceFigures /> }]
      : []),
    ...(mayWaves ? [{ id: 'waves', title: t`Rounds of NPS`, body: () => <SurveyWaves /> }] : []),
    { id: 'rules', title: t`Rules`, body: () => <SurveyRules /> },
  ]
  return (
    <Page title={t`Voice of clients`} padded>
      <Tabs
        label={t`Voice of clients`}
        tabs={tabs.map((each) => ({
          ...each,
          body: () => (
            <Boundary key={each.id} fallback={<SkeletonRows rows={6} />}>
              <Suspense fallback={<SkeletonRows rows={6} />}>{each.body()}</Suspense>
            </Boundary>
          ),
        }))}
        value={tabs.some((each) => each.id === tab) && tab ? tab : 'answers'}
        onChange={(id) =>
          setSearch({ tab: id === 'answers' ? null : id, view: null, kind: null, sort: null, text: null, by: null })
        }
      />
    </Page>
  )
}
