import { VersionList } from '../ui/VersionList'
import type { ListedMatrix } from './ServicePage'
import { changesOf, contentOf } from './serviceContent'
import { useCellChanges } from './useCellChanges'

type Props = { matrices: readonly ListedMatrix[]; onBegin: ((matrix: ListedMatrix) => void) | null }

/** The versions of the service matrix. */
export function ServiceVersions({ matrices, onBegin }: Props) {
  const said = useCellChanges()
  return (
    <VersionList
      versions={matrices}
      changesOf={(matrix, before) => said(changesOf(contentOf(before.content), contentOf(matrix.content)))}
      onBegin={onBegin}
    />
  )
}
