import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { act, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { Suspense } from 'react'
import { RelayEnvironmentProvider } from 'react-relay'
import { createMockEnvironment, type MockEnvironment } from 'relay-test-utils'
import { access, fields, roles } from '../../tools/mock/catalogue.ts'
import { UiProvider } from '../ui/Provider'
import { Preferences } from '../viewer/Preferences'
import { ViewerProvider } from '../viewer/Viewer'

export const ME = 'user_01990000-0000-7000-8000-000000000001'
const mutations = ['createClient', 'updateClient', 'reveal', 'completeTask', 'reopenTask', 'updateTask', 'createTask']

/** The answer to ViewerQuery for a client manager of the mock firm. */
export const viewerAnswer = {
  viewer: {
    user: { id: ME, name: '陆一鸣', email: 'manager@example.com' },
    firm: { id: 'firm_1', name: '星澜资产', demo: true },
    roles: ['client_manager'],
    locale: 'en',
    theme: 'light',
    density: 'default',
    rights: ['Query.clients', 'Query.tasks', ...mutations.map((name) => `Mutation.${name}`)],
    unreadCount: 0,
    totpEnabled: false,
    access,
  },
  roles,
  fields,
}

/** The pending operation of that name. Throws when there is none. */
export function pending(environment: MockEnvironment, name: string) {
  const found = environment.mock.getAllOperations().find((operation) => operation.request.node.operation.name === name)
  if (!found) {
    const names = environment.mock.getAllOperations().map((operation) => operation.request.node.operation.name)
    throw new Error(`no ${name} among [${names.join(', ')}]`)
  }
  return found
}

/** Answers a pending operation. */
export async function answer(environment: MockEnvironment, name: string, data: object | null, errors?: object[]) {
  await act(async () => {
    environment.mock.resolve(pending(environment, name), { data, ...(errors ? { errors } : {}) } as never)
  })
}

/** Fails a pending operation as the network layer would. */
export async function fail(environment: MockEnvironment, name: string, error: Error) {
  await act(async () => {
    environment.mock.reject(pending(environment, name), error)
  })
}

/** Renders something as a signed-in person would see it, at `url`; the store answers only what the test resolves. */
export async function show(children: ReactNode, url = '/') {
  const environment = createMockEnvironment()
  const history = createMemoryHistory({ initialEntries: [url] })
  const root = createRootRoute({
    component: () => (
      <Suspense fallback="waiting">
        <ViewerProvider>
          <Preferences>{children}</Preferences>
        </ViewerProvider>
      </Suspense>
    ),
    notFoundComponent: () => null,
  })
  const parse = (text: string) => Object.fromEntries(new URLSearchParams(text))
  const router = createRouter({ routeTree: root, history, parseSearch: parse })
  await act(async () => {
    await router.load()
    render(
      <I18nProvider i18n={i18n}>
        <UiProvider>
          <RelayEnvironmentProvider environment={environment}>
            <RouterProvider router={router as never} />
          </RelayEnvironmentProvider>
        </UiProvider>
      </I18nProvider>,
    )
  })
  await answer(environment, 'ViewerQuery', viewerAnswer)
  return { environment, history }
}
