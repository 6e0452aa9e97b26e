import { useLingui } from '@lingui/react/macro'
import { Braces } from 'lucide-react'
import { useEffect } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ExplorePageQuery } from '../__generated__/ExplorePageQuery.graphql'
import { paths } from '../paths'
import { buttonClass } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Page } from '../ui/Page'
import { useRoleName } from '../viewer/useFields'
import { useRight } from '../viewer/Viewer'

const query = graphql`
  query ExplorePageQuery {
    access(coordinate: "Right.explore") {
      relation
      grantedBy
    }
  }
`

/** True when the browser itself asked for this address, and the server answered it by the app. */
const cameFromServer = () => {
  const [loaded] = performance.getEntriesByType('navigation')
  return loaded !== undefined && new URL(loaded.name).pathname === paths.explore()
}

/** The explorer is a page of its own, which the server gives to those who may use it; here the others read why not. */
export function ExplorePage() {
  const { t } = useLingui()
  const may = useRight('Right.explore')
  useEffect(() => {
    if (may && !cameFromServer()) location.replace(paths.explore())
  }, [may])
  return (
    <Page title={t`GraphQL explorer`}>
      {may ? (
        <EmptyState
          icon={<Braces size={20} />}
          title={t`The explorer opens in a page of its own.`}
          actions={
            <a href={paths.explore()} className={buttonClass('primary')}>
              {t`Open the explorer`}
            </a>
          }
        />
      ) : (
        <Refused />
      )}
    </Page>
  )
}

function Refused() {
  const { t } = useLingui()
  const roleName = useRoleName()
  const { access } = useLazyLoadQuery<ExplorePageQuery>(query, {}, { fetchPolicy: 'store-or-network' })
  const holders = [...new Set(access.flatMap(({ grantedBy }) => grantedBy))].map(roleName).join(t`, `)
  return (
    <EmptyState icon={<Braces size={20} />} title={t`Your role may not send queries of its own.`}>
      {holders
        ? t`The pages of this app work as before. Free queries need the right “Right.explore”, which these roles hold: ${holders}.`
        : t`The pages of this app work as before. Free queries need the right “Right.explore”, which no role holds.`}
    </EmptyState>
  )
}
