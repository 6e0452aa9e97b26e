import { describe, expect, test } from 'vitest'
import { paths, safeNext } from './paths'

test('every URL of the app', () => {
  expect({
    home: paths.home(),
    login: paths.login('/clients?q=zw'),
    firstRun: paths.firstRun(),
    clients: paths.clients({ sort: '-aum', q: null, state: '' }),
    newClient: paths.newClient(),
    client: paths.client('client_1', 'timeline'),
    editClient: paths.editClient('client_1'),
    duplicates: paths.duplicates(),
    households: paths.households(),
    household: paths.household('household_1'),
    products: paths.products({ risk: 'R3' }),
    product: paths.product('product_1', 'holders'),
    reconciliation: paths.reconciliation(),
    tags: paths.tags(),
    service: paths.service(),
    tiers: paths.tiers({ tab: 'moves' }),
    tasks: paths.tasks({ view: 'done' }),
    users: paths.users(),
    teams: paths.teams(),
    handovers: paths.handovers(),
    newHandover: paths.newHandover({ from: 'user_1' }),
    handover: paths.handover('handover_1'),
    briefing: paths.briefing('handover_1', 'client_1'),
    apiKeys: paths.apiKeys(),
    imports: paths.imports(),
    newImport: paths.newImport('navs'),
    import: paths.import('import_1'),
    refusedRows: paths.refusedRows('import_1'),
    exports: paths.exports(),
    retention: paths.retention(),
    profile: paths.profile('totp'),
    designSystem: paths.designSystem('charts'),
  }).toMatchInlineSnapshot(`
    {
      "apiKeys": "/api-keys",
      "client": "/clients/client_1?tab=timeline",
      "clients": "/clients?sort=-aum",
      "designSystem": "/dev/ui?tab=charts",
      "duplicates": "/duplicates",
      "editClient": "/clients/client_1/edit",
      "exports": "/exports",
      "firstRun": "/first-run",
      "home": "/",
      "household": "/households/household_1",
      "households": "/households",
      "import": "/imports/import_1",
      "imports": "/imports",
      "login": "/login?next=%2Fclients%3Fq%3Dzw",
      "newClient": "/clients/new",
      "newImport": "/imports/new?kind=navs",
      "product": "/products/product_1?tab=holders",
      "products": "/products?risk=R3",
      "profile": "/profile?tab=totp",
      "reconciliation": "/reconciliation",
      "refusedRows": "/files/imports/import_1/refused",
      "retention": "/retention",
      "service": "/service",
      "tags": "/tags",
      "tasks": "/tasks?view=done",
      "teams": "/teams",
      "tiers": "/tiers?tab=moves",
      "users": "/users",
    }
  `)
})

describe('safeNext', () => {
  test('keeps a path of this app', () => expect(safeNext('/clients?q=zw')).toBe('/clients?q=zw'))
  test.each([
    null,
    undefined,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/login?next=/',
    'clients',
  ])('goes home instead of %s', (next) => expect(safeNext(next)).toBe('/'))
})
