/** Root resolvers of the mock over the data of people.ts; a refusal is thrown with the contract's code. */
import { GraphQLError } from 'graphql'
import { access, fields, roles } from './catalogue.ts'
import * as book from './people.ts'

type Row = Record<string, unknown> & { id: string; version?: number }
type Args = {
  input: Record<string, unknown> & { id: string; version: number }
  first?: number
  after?: string | null
  [name: string]: unknown
}

/** A refusal as the server words it. */
export function refused(code: string, message: string, params: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { code, params, traceId: 'mock-1f3a' } })
}

function page(rows: readonly unknown[], { first = 20, after }: { first?: number; after?: string | null }) {
  const from = after ? Number(after) : 0
  const nodes = rows.slice(from, from + first)
  const edges = nodes.map((node, n) => ({ cursor: String(from + n + 1), node, at: (node as { at?: string }).at }))
  return {
    nodes,
    edges,
    totalCount: Math.min(rows.length, 10_000),
    hasMoreThanCount: rows.length > 10_000,
    pageInfo: {
      hasNextPage: from + first < rows.length,
      hasPreviousPage: from > 0,
      startCursor: null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    pageAnchors: ({ size = 100 }: { size?: number }) =>
      Array.from({ length: Math.max(1, Math.ceil(rows.length / size)) }, (_, n) => (n ? String(n * size) : null)),
  }
}

const columns: Record<string, string> = {
  NAME: 'namePinyin',
  AUM: 'aum',
  LAST_INTERACTION_AT: 'lastInteractionAt',
  ONBOARD_DATE: 'onboardDate',
  CREATED_AT: 'createdAt',
  UPDATED_AT: 'updatedAt',
  RISK_LEVEL: 'riskLevel',
  STATE: 'state',
  DUE_AT: 'dueAt',
  PRIORITY: 'priority',
}
type Rule = { eq?: unknown; in?: unknown[]; any?: string[]; gte?: string; lt?: string; empty?: boolean }

function passes(row: Row, filter: Record<string, unknown> | null | undefined): boolean {
  return Object.entries(filter ?? {}).every(([key, rule]) => {
    if (rule == null) return true
    if (key === 'or') return (rule as Record<string, unknown>[]).some((each) => passes(row, each))
    if (key === 'not') return !passes(row, rule as Record<string, unknown>)
    const { eq, in: among, any, gte, lt, empty } = rule as Rule
    const value = row[key]
    const id = typeof value === 'object' && value && !Array.isArray(value) ? (value as Row).id : value
    if (any) return (value as Row[]).some((tag) => any.includes(tag.id))
    if (empty !== undefined) return (value == null) === empty
    if (among) return among.includes(id)
    if (eq !== undefined && eq !== null) return id === eq
    const compare = (limit: string) => (key === 'aum' ? Number(value) - Number(limit) : String(value) < limit ? -1 : 1)
    return value != null && (gte == null || compare(gte) >= 0) && (lt == null || compare(lt) < 0)
  })
}

function sorted<R extends Row>(
  rows: readonly R[],
  orderBy: { field: string; direction: string }[] | null | undefined,
): R[] {
  const order = orderBy?.[0]
  const key = order && columns[order.field]
  if (!key) return [...rows]
  const value = (row: R) => (key === 'aum' ? Number(row[key]) : String(row[key] ?? ''))
  const sign = order.direction === 'DESC' ? -1 : 1
  return [...rows].sort((a, b) => (value(a) < value(b) ? -sign : value(a) > value(b) ? sign : 0))
}

const matches = (text: string) => (row: Row) => {
  const sounds = String(row.namePinyin ?? '').split(' ')
  const needle = text.toLowerCase()
  return [String(row.name), sounds.join(''), sounds.map((sound) => sound[0]).join(''), String(row.mobile)].some(
    (each) => each.toLowerCase().includes(needle),
  )
}
const stored = (rows: readonly Row[], id: string): Row => {
  const row = rows.find((each) => each.id === id)
  if (!row) throw refused('NOT_FOUND', '找不到该记录，或您无权查看。')
  return row
}
function changed(rows: readonly Row[], { id, version, ...changes }: Args['input']): Row {
  const row = stored(rows, id)
  if (row.version !== version)
    throw refused('CONFLICT', '记录已被他人修改，请查看差异后再保存。', {
      fields: Object.keys(changes),
      version: row.version,
    })
  return Object.assign(row, changes, { version: version + 1 })
}
let made = 90_000
const fresh = (noun: string) => book.mockId(noun, ++made)
const clientOf = (row: Row): Row => ({
  ...row,
  interactions: (args: Args) =>
    page(
      sorted(
        book.interactions.filter((each) => (each.client as Row).id === row.id),
        null,
      )
        .reverse()
        .sort((a, b) => (String(a.at) < String(b.at) ? 1 : -1)),
      args,
    ),
  tasks: (args: Args) =>
    page(
      book.tasks.filter(
        (each) =>
          (each.client as Row | null)?.id === row.id && (args.open == null || (each.state === 'open') === args.open),
      ),
      args,
    ),
  transactions: (args: Args) => page(row.ledger as unknown[], args),
  timeline: (args: Args) =>
    page(
      [
        ...book.interactions.filter((each) => (each.client as Row).id === row.id),
        ...(row.ledger as Row[]).map((each) => ({ ...each, at: `${each.date}T07:00:00Z` })),
        ...book.audit,
      ].sort((a, b) => (String(a.at) < String(b.at) ? 1 : -1)),
      args,
    ),
  history: (args: Args) => page(book.audit, args),
})
/** Who asks, as the mock's cookie says it. */
export type Asker = { email: string }
const viewer = (_: unknown = {}, asker: Asker = { email: '' }) => ({
  ...book.viewer,
  access: () => access,
  rights: [
    'Query.clients',
    'Query.households',
    'Query.tags',
    'Query.tasks',
    'Query.users',
    'Query.teams',
    'Query.apiKeys',
    ...(asker.email.startsWith('manager') ? [] : ['Right.explore']),
    ...mutations.map((name) => `Mutation.${name}`),
  ],
  unreadCount: () => book.notifications.filter((each) => !each.readAt).length,
  notifications: (args: Args) => page(book.notifications, args),
})

const changes = {
  createClient: ({ input }: Args) => {
    if (!input.allowDuplicate && book.clients.some((each) => each.name === input.name)) {
      throw refused('DUPLICATE', '可能与已有客户重复。', {
        candidates: book.clients
          .filter((each) => each.name === input.name)
          .slice(0, 2)
          .map((each) => ({ id: each.id, reasons: ['mobile'] })),
      })
    }
    const client = {
      ...(book.clients[1] as Row),
      ...input,
      id: fresh('client'),
      version: 1,
      relation: 'OWN',
      ledger: [],
      holdings: [],
      name: String(input.name),
      namePinyin: '',
    }
    book.clients.unshift(client)
    return clientOf(client)
  },
  updateClient: ({ input }: Args) => {
    if (typeof input.birthDate === 'string' && input.birthDate > new Date().toISOString())
      throw refused('BAD_USER_INPUT', '「出生日期」不能晚于今天。', { field: 'birthDate', problem: 'future' })
    return clientOf(changed(book.clients, input))
  },
  archiveClient: ({ input }: Args) =>
    book.clients.splice(book.clients.indexOf(stored(book.clients, input.id) as never), 1)[0],
  assignClient: ({ input: { id, version, user } }: Args) =>
    clientOf(changed(book.clients, { id, version, owner: stored(book.users, String(user)) })),
  reveal: ({ input }: Args) => {
    if (String(input.reason).length < 4)
      throw refused('BAD_USER_INPUT', '请填写原因（至少 4 个字符）。', { field: 'reason' })
    return { coordinate: `Client.${input.field}`, value: '16900001234' }
  },
  createTag: ({ input }: Args) => {
    const tag = { __typename: 'Tag', ...input, id: fresh('tag'), clientCount: 0 }
    book.tags.push(tag as never)
    return tag
  },
  tagClient: ({ input }: Args) => {
    const client = stored(book.clients, String(input.client))
    client.tags = [...(client.tags as Row[]), stored(book.tags as never, String(input.tag))]
    return clientOf(client)
  },
  untagClient: ({ input }: Args) => {
    const client = stored(book.clients, String(input.client))
    client.tags = (client.tags as Row[]).filter((tag) => tag.id !== input.tag)
    return clientOf(client)
  },
  logInteraction: ({ input }: Args) => {
    const row = {
      __typename: 'Interaction',
      name: '',
      ...input,
      id: fresh('interaction'),
      client: stored(book.clients, String(input.client)),
      by: book.users[0],
      twoWay: true,
      version: 1,
    }
    book.interactions.push(row as never)
    return row
  },
  createTask: ({ input }: Args) => {
    const row = {
      __typename: 'Task',
      name: '',
      body: null,
      priority: 'normal',
      dueAt: null,
      ...input,
      id: fresh('task'),
      version: 1,
      relation: 'OWN',
      state: 'open',
      client: input.client ? stored(book.clients, String(input.client)) : null,
      assignee: book.users[0],
      createdAt: book.mockInstant(0),
    }
    book.tasks.push(row as never)
    return row
  },
  updateTask: ({ input: { assignee, ...input } }: Args) =>
    changed(book.tasks, {
      ...input,
      assignee: assignee ? stored(book.users, String(assignee)) : null,
    } as Args['input']),
  completeTask: ({ input }: Args) => changed(book.tasks, { ...input, state: 'done', completedAt: book.mockInstant(0) }),
  reopenTask: ({ input }: Args) => changed(book.tasks, { ...input, state: 'open', completedAt: null }),
  markRead: () => {
    for (const each of book.notifications) each.readAt ??= book.mockInstant(0)
    return viewer()
  },
  updatePreferences: ({ input }: Args) => {
    Object.assign(book.viewer, input)
    return viewer()
  },
  createUser: ({ input }: Args) => {
    const user = {
      __typename: 'User',
      ...input,
      id: fresh('user'),
      active: true,
      team: null,
      version: 1,
      relation: 'FIRM',
    }
    book.users.push(user as never)
    return { user, password: 'maple-orbit-7421-lantern' }
  },
  updateUser: ({ input: { team: _, ...input } }: Args) => changed(book.users as never, input as Args['input']),
  deactivateUser: ({ input }: Args) => changed(book.users as never, { ...input, active: false }),
  resetPassword: ({ input }: Args) => ({
    user: stored(book.users as never, input.id),
    password: 'maple-orbit-7421-lantern',
  }),
  resetTotp: ({ input }: Args) => Object.assign(stored(book.users as never, input.id), { totpEnabled: false }),
  setAbsence: ({ input }: Args) =>
    Object.assign(stored(book.users as never, String(input.user)), {
      absentFrom: input.from,
      absentUntil: input.until,
    }),
  createApiKey: ({ input }: Args) => {
    const key = {
      ...input,
      id: fresh('api_key'),
      prefix: 'star_live_N3wK',
      createdAt: book.mockInstant(0),
      expiresAt: input.expiresAt ?? book.mockInstant(365),
      ips: [],
      scope: {},
    }
    book.apiKeys.push(key as never)
    return { key, secret: 'star_live_N3wK_0000-mock-secret' }
  },
  revokeApiKey: ({ input }: Args) =>
    Object.assign(stored(book.apiKeys as never, input.id), { revokedAt: book.mockInstant(0) }),
  endSession: ({ input }: Args) => {
    book.viewer.sessions = book.viewer.sessions.filter((each) => each.id !== input.id)
    return viewer()
  },
}
const mutations = [
  ...Object.keys(changes),
  'addRelation',
  'removeRelation',
  'createHousehold',
  'updateHousehold',
  'createTeam',
  'updateTeam',
]

export const root = {
  ...changes,
  viewer,
  client: ({ id }: { id: string }) => {
    const row = book.clients.find((each) => each.id === id)
    return row ? clientOf(row) : null
  },
  clients: (args: Args & { filter?: Record<string, unknown>; orderBy?: never; search?: string }) =>
    page(
      sorted(
        book.clients.filter((row) => passes(row, args.filter) && (!args.search || matches(args.search)(row))),
        args.orderBy,
      ).map(clientOf),
      args,
    ),
  household: ({ id }: { id: string }) => book.households.find((each) => each.id === id) ?? null,
  households: (args: Args) => page(book.households, args),
  users: (args: Args & { active?: boolean }) =>
    page(
      book.users.filter((user) => args.active == null || user.active === args.active),
      args,
    ),
  teams: () => book.teams,
  tags: () => book.tags,
  tasks: (args: Args & { filter?: Record<string, unknown>; orderBy?: never }) =>
    page(
      sorted(
        book.tasks.filter((row) => passes(row, args.filter)),
        args.orderBy,
      ),
      args,
    ),
  search: ({ text, first }: { text: string; first: number }) =>
    book.clients
      .filter(matches(text))
      .slice(0, first)
      .map((row) => ({ target: row, title: row.name, detail: row.mobile, matched: 'name' })),
  fields: () => fields,
  roles: () => roles,
  apiKeys: () => book.apiKeys,
  regions: () => [],
}
