import { useLingui } from '@lingui/react/macro'
import { GraphiQL } from 'graphiql'
import { useEffect, useMemo, useState } from 'react'
import { createFetcher, type Told, type Viewer } from './server'

const FIRST = `# ⌘⏎ / Ctrl-Enter
{
  viewer {
    user {
      name
    }
    roles
    rights
  }
}
`

/** GraphiQL with the session of this browser; what is typed is forgotten with the tab. */
export function Explorer({ viewer }: { viewer: Viewer }) {
  const { t } = useLingui()
  const [told, setTold] = useState<Told | null>(null)
  const fetcher = useMemo(() => createFetcher(setTold), [])
  const title = t`GraphQL explorer`
  useEffect(() => {
    document.title = `${title} · Startrail 星轨`
  }, [title])
  return (
    <div className="explorer">
      <header>
        <a href="/">{t`Startrail`}</a>
        <h1>{title}</h1>
        <p>{t`You see the part of the schema that your rights reach.`}</p>
        <a href="/graphql/schema.graphql" target="_blank" rel="noreferrer">
          {t`Schema as text`}
        </a>
        <output aria-live="polite">{told && <Account told={told} />}</output>
        <span className="who">{viewer.user?.name}</span>
      </header>
      <GraphiQL
        fetcher={fetcher}
        storage={sessionStorage}
        defaultQuery={FIRST}
        forcedTheme={viewer.theme === 'auto' ? 'system' : viewer.theme}
        isHeadersEditorEnabled={false}
        showPersistHeadersSettings={false}
        shouldPersistHeaders={false}
      />
    </div>
  )
}

function Account({ told }: { told: Told }) {
  const { t } = useLingui()
  const { route, cost, remaining, limit } = told
  return (
    <>
      {route && <span>{t`Route: ${route}`}</span>}
      {cost !== null && <span>{t`Cost: ${cost}, left ${remaining} of ${limit}`}</span>}
    </>
  )
}
