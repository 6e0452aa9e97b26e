import { useLingui } from '@lingui/react/macro'
import { date } from '../format/date'
import { VersionList } from '../ui/VersionList'
import type { ListedModel } from './TierModelPanel'
import { contentOf, differencesOf } from './tierContent'
import { usePlaceWords } from './tierPlaces'

type Props = { models: readonly ListedModel[]; onBegin: ((model: ListedModel) => void) | null }

/** The versions of the tier model. */
export function TierVersions({ models, onBegin }: Props) {
  const { t } = useLingui()
  const words = usePlaceWords()
  return (
    <VersionList
      versions={models}
      isInForce={(model) => model.inForce}
      // The first one counts for all that was brought along.
      since={(model) => (model.number === 1 ? t`from the beginning` : t`from ${date(model.effectiveFrom)}`)}
      changesOf={(model, before) =>
        differencesOf(contentOf(before.content), contentOf(model.content)).map((change) => ({
          label: words(change.path),
          before: change.before ?? '',
          after: change.after ?? '',
        }))
      }
      onBegin={onBegin}
    />
  )
}
