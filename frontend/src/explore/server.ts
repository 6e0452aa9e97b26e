import type { GraphiQL } from 'graphiql'
import { type DocumentNode, getOperationAST } from 'graphql'
import { createClient } from 'graphql-ws'
import type { ComponentProps } from 'react'
import type { Locale } from '../i18n/locale'
import { exchange } from '../relay/http'

type Fetcher = NonNullable<ComponentProps<typeof GraphiQL>['fetcher']>
type Extensions = { cost?: { requested: number; limit: number; remaining: number }; route?: string }
export type Viewer = {
  locale: Locale
  theme: 'light' | 'dark' | 'auto'
  roles: string[]
  user: { name: string } | null
}
export type Told = { route: string | null; cost: number | null; remaining: number | null; limit: number | null }

const ME = '{ viewer { locale theme roles user { name } } }'

/** The caller. Throws Failure when nobody is signed in or free documents are not his. */
export async function whoAmI(): Promise<Viewer> {
  const { data } = await exchange<{ data: { viewer: Viewer } }>('/graphql', { query: ME })
  return data.viewer
}

/** What an answer says about itself: which way it took and what it cost. */
export function toldBy(answer: unknown): Told | null {
  const { cost, route } = (answer as { extensions?: Extensions } | null)?.extensions ?? {}
  if (!cost && !route) return null
  return {
    route: route ?? null,
    cost: cost?.requested ?? null,
    remaining: cost?.remaining ?? null,
    limit: cost?.limit ?? null,
  }
}

/** Sends operations with the page's session; `tell` hears what each answer says about itself. */
export function createFetcher(tell: (told: Told | null) => void): Fetcher {
  const socket = createClient({ url: `${location.origin.replace(/^http/, 'ws')}/graphql`, lazy: true })
  return async (params, options) => {
    const parsed = options?.documentAST as DocumentNode | undefined
    const operation = parsed && getOperationAST(parsed, params.operationName)
    if (operation?.operation === 'subscription')
      return socket.iterate({ ...params, operationName: params.operationName ?? null }) as never
    const response = await fetch('/graphql', {
      method: 'POST',
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        'accept-language': document.documentElement.lang,
        'content-type': 'application/json',
        'x-startrail': '1',
      },
      body: JSON.stringify(params),
    })
    const answer = await response.json()
    if (params.operationName !== 'IntrospectionQuery') tell(toldBy(answer))
    return answer
  }
}
