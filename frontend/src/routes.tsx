import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouteComponent,
} from '@tanstack/react-router'
import { NotFound } from './frame/NotFound'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound })
const outside = { getParentRoute: () => root }
const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  component: lazyRouteComponent(() => import('./frame/Frame'), 'Frame'),
})

/** A page under the frame, its code loaded when first visited. */
function page(path: string, load: () => Promise<Record<string, unknown>>, name: string) {
  const component = lazyRouteComponent(load as () => Promise<Record<string, RouteComponent>>, name)
  return createRoute({ getParentRoute: () => frame, path, component })
}

const tree = root.addChildren([
  createRoute({
    ...outside,
    path: '/login',
    component: lazyRouteComponent(() => import('./account/LoginPage'), 'LoginPage'),
  }),
  createRoute({
    ...outside,
    path: '/first-run',
    component: lazyRouteComponent(() => import('./account/FirstRunPage'), 'FirstRunPage'),
  }),
  createRoute({
    ...outside,
    path: '/assess',
    component: lazyRouteComponent(() => import('./account/AssessmentPage'), 'AssessmentPage'),
  }),
  createRoute({
    ...outside,
    path: '/unsubscribe',
    component: lazyRouteComponent(() => import('./account/UnsubscribePage'), 'UnsubscribePage'),
  }),
  createRoute({
    ...outside,
    path: '/ask',
    component: lazyRouteComponent(() => import('./account/AskPage'), 'AskPage'),
  }),
  frame.addChildren([
    page('/', () => import('./track/HomePage'), 'HomePage'),
    page('/clients', () => import('./segment/ClientsPage'), 'ClientsPage'),
    page('/clients/new', () => import('./segment/NewClientPage'), 'NewClientPage'),
    page('/clients/$clientId', () => import('./segment/ClientPage'), 'ClientPage'),
    page('/clients/$clientId/edit', () => import('./segment/EditClientPage'), 'EditClientPage'),
    page('/duplicates', () => import('./segment/DuplicatesPage'), 'DuplicatesPage'),
    page('/households', () => import('./segment/HouseholdsPage'), 'HouseholdsPage'),
    page('/households/$householdId', () => import('./segment/HouseholdPage'), 'HouseholdPage'),
    page('/products', () => import('./book/ProductsPage'), 'ProductsPage'),
    page('/products/$productId', () => import('./book/ProductPage'), 'ProductPage'),
    page('/reconciliation', () => import('./book/Books'), 'Books'),
    page('/reconciliation/$part', () => import('./book/Books'), 'Books'),
    page('/tags', () => import('./segment/TagsPage'), 'TagsPage'),
    page('/needs', () => import('./segment/NeedsPage'), 'NeedsPage'),
    page('/requests', () => import('./retain/RequestsPage'), 'RequestsPage'),
    page('/requests/types', () => import('./retain/RequestTypesPage'), 'RequestTypesPage'),
    page('/service', () => import('./segment/ServicePage'), 'ServicePage'),
    page('/suitability', () => import('./track/SuitabilityPage'), 'SuitabilityPage'),
    page('/qualifications', () => import('./track/QualificationsPage'), 'QualificationsPage'),
    page('/reports', () => import('./analyze/report/ReportsPage'), 'ReportsPage'),
    page('/reports/new', () => import('./analyze/report/ReportBuilderPage'), 'ReportBuilderPage'),
    page('/reports/$reportId', () => import('./analyze/report/ReportPage'), 'ReportPage'),
    page('/reports/$reportId/edit', () => import('./analyze/report/ReportBuilderPage'), 'ReportBuilderPage'),
    page('/reports/boards/$boardId', () => import('./analyze/report/BoardPage'), 'BoardPage'),
    page('/cockpit', () => import('./analyze/CockpitPage'), 'CockpitPage'),
    page('/tiers', () => import('./segment/TiersPage'), 'TiersPage'),
    page('/journeys', () => import('./track/JourneysPage'), 'JourneysPage'),
    page('/journeys/templates', () => import('./track/JourneyTemplatesPage'), 'JourneyTemplatesPage'),
    page('/journeys/xray', () => import('./track/XrayPage'), 'XrayPage'),
    page('/approvals', () => import('./track/ApprovalsPage'), 'ApprovalsPage'),
    page('/approvals/kinds', () => import('./track/ApprovalKindsPage'), 'ApprovalKindsPage'),
    page('/tasks', () => import('./track/TasksPage'), 'TasksPage'),
    page('/orders', () => import('./track/OrdersPage'), 'OrdersPage'),
    page('/orders/rules', () => import('./track/OrderRulesPage'), 'OrderRulesPage'),
    page('/orders/$orderId', () => import('./track/OrderPage'), 'OrderPage'),
    page('/proposals', () => import('./track/ProposalsPage'), 'ProposalsPage'),
    page('/proposals/style', () => import('./track/ProposalStylePage'), 'ProposalStylePage'),
    page('/proposals/words', () => import('./track/ForbiddenWordsPage'), 'ForbiddenWordsPage'),
    page('/proposals/$proposalId', () => import('./track/ProposalPage'), 'ProposalPage'),
    page('/tasks/rules', () => import('./track/TaskRulesPage'), 'TaskRulesPage'),
    page('/calendar', () => import('./track/CalendarPage'), 'CalendarPage'),
    page('/messages', () => import('./retain/MessagesPage'), 'MessagesPage'),
    page('/messages/templates', () => import('./retain/MessageTemplatesPage'), 'MessageTemplatesPage'),
    page('/messages/rules', () => import('./retain/ContactRulesPage'), 'ContactRulesPage'),
    page('/messages/consent', () => import('./retain/ConsentTextsPage'), 'ConsentTextsPage'),
    page('/mails', () => import('./track/MailsPage'), 'MailsPage'),
    page('/automations', () => import('./track/automation/AutomationsPage'), 'AutomationsPage'),
    page('/automations/runs', () => import('./track/automation/AutomationRunsPage'), 'AutomationRunsPage'),
    page('/automations/$automationId', () => import('./track/automation/AutomationPage'), 'AutomationPage'),
    page('/care', () => import('./retain/CarePage'), 'CarePage'),
    page('/predictions', () => import('./analyze/PredictionsPage'), 'PredictionsPage'),
    page('/signals', () => import('./retain/SignalsPage'), 'SignalsPage'),
    page('/signals/drawdowns/$episodeId', () => import('./retain/DrawdownEpisodePage'), 'DrawdownEpisodePage'),
    page('/users', () => import('./systemize/UsersPage'), 'UsersPage'),
    page('/fields', () => import('./systemize/FieldsPage'), 'FieldsPage'),
    page('/handover', () => import('./systemize/HandoversPage'), 'HandoversPage'),
    page('/handover/new', () => import('./systemize/NewHandoverPage'), 'NewHandoverPage'),
    page('/handover/$handoverId', () => import('./systemize/HandoverPage'), 'HandoverPage'),
    page('/handover/$handoverId/clients/$clientId', () => import('./systemize/BriefingPage'), 'BriefingPage'),
    page('/teams', () => import('./systemize/TeamsPage'), 'TeamsPage'),
    page('/policies', () => import('./systemize/policies/PoliciesPage'), 'PoliciesPage'),
    page('/api-keys', () => import('./systemize/ApiKeysPage'), 'ApiKeysPage'),
    page('/imports', () => import('./systemize/ImportsPage'), 'ImportsPage'),
    page('/imports/new', () => import('./systemize/NewImportPage'), 'NewImportPage'),
    page('/imports/$importId', () => import('./systemize/ImportPage'), 'ImportPage'),
    page('/exports', () => import('./systemize/ExportsPage'), 'ExportsPage'),
    page('/retention', () => import('./systemize/RetentionPage'), 'RetentionPage'),
    page('/audit', () => import('./systemize/audit/AuditPage'), 'AuditPage'),
    page('/ops', () => import('./systemize/ops/OpsPage'), 'OpsPage'),
    page('/explore', () => import('./systemize/ExplorePage'), 'ExplorePage'),
    page('/profile', () => import('./account/ProfilePage'), 'ProfilePage'),
    page('/dev/ui', () => import('./dev/UiPage'), 'UiPage'),
  ]),
])

/** Search parameters are flat text: what a person can read, edit and send. */
function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}
function stringifySearch(values: Record<string, unknown>): string {
  const pairs = Object.entries(values).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== '',
  )
  const text = new URLSearchParams(pairs).toString()
  return text && `?${text}`
}

/** The router over the browser's history, or over `history` in tests. */
export const createAppRouter = (options: { history?: Parameters<typeof createRouter>[0]['history'] } = {}) =>
  createRouter({
    routeTree: tree,
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    ...(options.history ? { history: options.history } : {}),
  })
