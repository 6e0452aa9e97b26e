/** Every URL of the app is built here. Identifiers are the server's opaque ones, e.g. "client_0192…". */
const part = encodeURIComponent

/** "?a=b&c=d" of the given values, without the empty ones; "" when none is left. */
export function query(values: Record<string, string | null | undefined>): string {
  const pairs = Object.entries(values).filter((pair): pair is [string, string] => Boolean(pair[1]))
  const text = new URLSearchParams(pairs).toString()
  return text && `?${text}`
}

export const paths = {
  home: () => '/',
  login: (next?: string) => `/login${query({ next })}`,
  firstRun: () => '/first-run',
  clients: (values: Record<string, string | null | undefined> = {}) => `/clients${query(values)}`,
  newClient: () => '/clients/new',
  client: (id: string, tab?: string, values: Record<string, string | null | undefined> = {}) =>
    `/clients/${part(id)}${query({ tab, ...values })}`,
  editClient: (id: string) => `/clients/${part(id)}/edit`,
  duplicates: () => '/duplicates',
  households: () => '/households',
  household: (id: string) => `/households/${part(id)}`,
  products: (values: Record<string, string | null | undefined> = {}) => `/products${query(values)}`,
  product: (id: string, tab?: string) => `/products/${part(id)}${query({ tab })}`,
  reconciliation: () => '/reconciliation',
  payments: () => '/reconciliation/payments',
  differences: () => '/reconciliation/differences',
  revenue: () => '/reconciliation/revenue',
  rates: () => '/reconciliation/rates',
  needs: (values: Record<string, string | null | undefined> = {}) => `/needs${query(values)}`,
  requests: (values: Record<string, string | null | undefined> = {}) => `/requests${query(values)}`,
  requestTypes: (values: Record<string, string | null | undefined> = {}) => `/requests/types${query(values)}`,
  ask: () => '/ask',
  tags: () => '/tags',
  service: () => '/service',
  suitability: () => '/suitability',
  qualifications: (tab?: string) => `/qualifications${query({ tab })}`,
  assess: () => '/assess',
  reports: (tab?: string) => `/reports${query({ tab })}`,
  newReport: (board?: string) => `/reports/new${query({ board })}`,
  report: (id: string) => `/reports/${part(id)}`,
  editReport: (id: string) => `/reports/${part(id)}/edit`,
  board: (id: string, values: Record<string, string | null | undefined> = {}) =>
    `/reports/boards/${part(id)}${query(values)}`,
  cockpit: (values: Record<string, string | null | undefined> = {}) => `/cockpit${query(values)}`,
  tiers: (values: Record<string, string | null | undefined> = {}) => `/tiers${query(values)}`,
  tasks: (values: Record<string, string | null | undefined> = {}) => `/tasks${query(values)}`,
  calendar: (values: Record<string, string | null | undefined> = {}) => `/calendar${query(values)}`,
  taskRules: () => '/tasks/rules',
  journeys: (values: Record<string, string | null | undefined> = {}) => `/journeys${query(values)}`,
  journeyTemplates: () => '/journeys/templates',
  xray: (values: Record<string, string | null | undefined> = {}) => `/journeys/xray${query(values)}`,
  orders: (values: Record<string, string | null | undefined> = {}) => `/orders${query(values)}`,
  order: (id: string) => `/orders/${part(id)}`,
  orderRules: () => '/orders/rules',
  proposals: (values: Record<string, string | null | undefined> = {}) => `/proposals${query(values)}`,
  proposal: (id: string) => `/proposals/${part(id)}`,
  proposalStyle: () => '/proposals/style',
  forbiddenWords: () => '/proposals/words',
  approvals: (values: Record<string, string | null | undefined> = {}) => `/approvals${query(values)}`,
  approvalKinds: () => '/approvals/kinds',
  automations: (values: Record<string, string | null | undefined> = {}) => `/automations${query(values)}`,
  automation: (id: string, values: Record<string, string | null | undefined> = {}) =>
    `/automations/${part(id)}${query(values)}`,
  automationRuns: (values: Record<string, string | null | undefined> = {}) => `/automations/runs${query(values)}`,
  mails: () => '/mails',
  messages: (values: Record<string, string | null | undefined> = {}) => `/messages${query(values)}`,
  messageTemplates: (values: Record<string, string | null | undefined> = {}) => `/messages/templates${query(values)}`,
  contactRules: () => '/messages/rules',
  consentTexts: () => '/messages/consent',
  unsubscribe: () => '/unsubscribe',
  signals: (values: Record<string, string | null | undefined> = {}) => `/signals${query(values)}`,
  care: (values: Record<string, string | null | undefined> = {}) => `/care${query(values)}`,
  predictions: (values: Record<string, string | null | undefined> = {}) => `/predictions${query(values)}`,
  drawdownEpisode: (id: string) => `/signals/drawdowns/${part(id)}`,
  users: () => '/users',
  teams: () => '/teams',
  handovers: () => '/handover',
  newHandover: (values: Record<string, string | null | undefined> = {}) => `/handover/new${query(values)}`,
  handover: (id: string) => `/handover/${part(id)}`,
  briefing: (id: string, client: string) => `/handover/${part(id)}/clients/${part(client)}`,
  fields: () => '/fields',
  policies: (values: Record<string, string | null | undefined> = {}) => `/policies${query(values)}`,
  apiKeys: () => '/api-keys',
  imports: () => '/imports',
  newImport: (kind?: string) => `/imports/new${query({ kind })}`,
  import: (id: string) => `/imports/${part(id)}`,
  refusedRows: (id: string) => `/files/imports/${part(id)}/refused`,
  exports: () => '/exports',
  retention: () => '/retention',
  audit: (values: Record<string, string | null | undefined> = {}) => `/audit${query(values)}`,
  ops: () => '/ops',
  explore: () => '/explore',
  schemaText: () => '/graphql/schema.graphql',
  profile: (tab?: string) => `/profile${query({ tab })}`,
  designSystem: (tab?: string) => `/dev/ui${query({ tab })}`,
}

/** A path of this app that is safe to go to after log-in: same origin, not the log-in itself. */
export function safeNext(next: string | null | undefined): string {
  if (!next?.startsWith('/') || /^\/[/\\]/.test(next) || /^\/(login|first-run)\b/.test(next)) return paths.home()
  return next
}
