/** Plausible fictitious data for the mock server; the same for every start. Phones begin with 169, mails end in example.com. */

let seed = 20261122
const random = () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed / 2_147_483_648
}
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const id = (noun: string, n: number) => `${noun}_01990000-0000-7000-8000-${String(n).padStart(12, '0')}`
const DAY = 86_400_000
const now = Date.now()
const instant = (days: number) => new Date(now + days * DAY).toISOString()
const day = (days: number) => instant(days).slice(0, 10)

const surnames = [
  ['张', 'zhang'],
  ['王', 'wang'],
  ['李', 'li'],
  ['陈', 'chen'],
  ['周', 'zhou'],
  ['林', 'lin'],
  ['沈', 'shen'],
  ['顾', 'gu'],
]
const given = [
  ['伟', 'wei'],
  ['若溪', 'ruo xi'],
  ['明远', 'ming yuan'],
  ['静', 'jing'],
  ['思涵', 'si han'],
  ['建国', 'jian guo'],
  ['雨桐', 'yu tong'],
  ['浩然', 'hao ran'],
]
const states = ['lead', 'prospect', 'qualified', 'subscribing', 'existing', 'existing', 'existing', 'dormant', 'former']

export const teams = ['上海一部', '上海二部', '北京'].map((name, n) => ({
  __typename: 'Team',
  id: id('team', n + 1),
  name,
  version: 1,
  parent: null as unknown,
  lead: null as unknown,
  members: [] as unknown[],
}))
const head = {
  __typename: 'Team',
  id: id('team', 9),
  name: '财富管理中心',
  version: 1,
  parent: null,
  lead: null as unknown,
  members: [] as unknown[],
}

const roles = [
  'client_manager',
  'client_manager',
  'senior_client_manager',
  'assistant',
  'team_lead',
  'executive',
  'operations',
  'compliance',
]
export const users = ['陆一鸣', '何婉清', '许知远', '方小棠', '梁文博', '秦岚', '唐果', '严守正'].map((name, n) => ({
  __typename: 'User',
  id: id('user', n + 1),
  name,
  email: `${['manager', 'second', 'senior', 'assistant', 'lead', 'executive', 'operations', 'compliance'][n]}@demo.startrail.local`,
  roles: [roles[n]],
  active: n !== 7,
  team: n < 6 ? teams[n % 3] : head,
  title: n < 3 ? '客户经理' : null,
  phone: null,
  absentFrom: n === 3 ? day(-1) : null,
  absentUntil: n === 3 ? day(5) : null,
  deputy: null as unknown,
  totpEnabled: n % 2 === 0,
  lastSeenAt: instant(-n / 3),
  version: 1,
  relation: n === 0 ? 'OWN' : 'FIRM',
}))
const me = users[0] as (typeof users)[number]
for (const user of users) user.team?.members.push(user)
for (const [n, team] of teams.entries()) Object.assign(team, { parent: head, lead: users[n + 2] })
Object.assign(users[3] as object, { deputy: me })
teams.push(head)

export const tags = [
  ['高净值偏好', 'violet', '偏好'],
  ['关注新能源', 'green', '偏好'],
  ['生日本月', 'amber', '事件'],
  ['家族信托', 'teal', '需求'],
  ['投诉待跟进', 'red', '事件'],
].map(([name, colour, group], n) => ({
  __typename: 'Tag',
  id: id('tag', n + 1),
  name,
  colour,
  group,
  description: null,
  clientCount: 0,
}))
export const products = ['明远成长五号', '明远稳健一号', '星河量化三号'].map((name, n) => ({
  __typename: 'Product',
  id: id('product', n + 1),
  code: `SXY${100 + n}`,
  name,
  strategy: '股票多头',
  riskLevel: `R${n + 2}`,
  status: 'open',
  currency: 'CNY',
  inception: day(-900),
  nav: `1.${2345 + n * 1111}`,
  navDate: day(-3),
  navPoints: [],
  holderCount: 80,
}))

type Row = Record<string, unknown> & { id: string; name: string }
export const interactions: Row[] = []
export const tasks: Row[] = []
const subjects = [
  '季度净值沟通，客户关注回撤',
  '介绍星河量化三号，客户要材料',
  '生日问候',
  '赎回意向沟通，建议分批',
  '家族信托需求初步了解',
  '线下路演到场',
]

export const clients: Row[] = Array.from({ length: 640 }, (_, n) => {
  const institution = n % 17 === 5
  const [surname, reading] = pick(surnames) as [string, string]
  const [first, sound] = pick(given) as [string, string]
  const state = pick(states)
  const owner = n % 3 === 0 ? me : (users[n % 5] as typeof me)
  const aum = ['existing', 'dormant'].includes(state)
    ? (Math.round(random() ** 3 * 900) * 50_000 + 1_000_000).toFixed(2)
    : '0.00'
  const client: Row = {
    __typename: 'Client',
    id: id('client', n + 1),
    version: 1,
    relation: owner === me ? 'OWN' : 'TEAM',
    kind: institution ? 'institution' : 'individual',
    name: institution ? `${pick(['华岭', '云帆', '致和'])}实业（集团）有限公司` : surname + first,
    namePinyin: institution ? '' : `${reading} ${sound}`,
    company: pick(['远山科技', '海纳贸易', '启明制造', null]),
    occupation: pick(['企业主', '高管', '医生', null]),
    gender: institution ? null : pick(['male', 'female']),
    birthDate: institution ? null : day(-12_000 - n * 13),
    idType: institution ? 'credit_code' : 'resident_id',
    idNumber: '3101**********002X',
    bankAccount: '6222********1234',
    mobile: `169****${String(1000 + n).slice(-4)}`,
    phone: null,
    email: `c***${n}@example.com`,
    wechat: 'wx***88',
    address: '上海市****',
    state,
    source: pick(['转介绍', '银行渠道沙龙', '官网', '路演']),
    province: pick(['31', '44', '33', '11', '32']),
    city: '上海',
    industry: pick(['technology', 'finance', 'manufacturing', null]),
    riskLevel: state === 'lead' ? null : pick(['C2', 'C3', 'C3', 'C4', 'C5']),
    riskValidUntil: day(Math.round(random() * 500 - 60)),
    qualified: state === 'existing',
    aum,
    note: n % 9 === 0 ? '客户偏好上午联系，重视回撤控制。' : null,
    onboardDate: aum === '0.00' ? null : day(-700 + n),
    lastInteractionAt: n % 11 === 7 ? null : instant(-random() * 200),
    createdAt: instant(-800 + n),
    updatedAt: instant(-random() * 30),
    owner,
    team: owner.team,
    assignments: [{ user: owner, role: 'owner', credit: '100', validFrom: day(-300), validTo: null, reason: null }],
    household: null,
    relations: [],
    lineage: [
      {
        field: 'mobile',
        file: '客户台账2026.xlsx',
        sheet: '上海一部',
        row: n + 3,
        importedAt: instant(-40),
        importedBy: '唐果',
      },
    ],
    contactPoints: [],
    tags: tags.filter(() => random() < 0.18),
    holdings:
      aum === '0.00'
        ? []
        : [
            {
              product: products[n % 3],
              units: (Number(aum) / 1.3).toFixed(2),
              cost: (Number(aum) * 0.93).toFixed(2),
              value: aum,
              since: day(-600),
              navDate: day(-3),
            },
          ],
    ledger:
      aum === '0.00'
        ? []
        : [
            {
              __typename: 'Transaction',
              id: id('transaction', n + 1),
              product: products[n % 3],
              kind: 'initial',
              date: day(-600),
              units: (Number(aum) / 1.3).toFixed(2),
              nav: '1.2100',
              gross: aum,
              fee: '10000.00',
              net: aum,
            },
          ],
  }
  for (let k = 0; k < 7 && n < 120; k++) {
    interactions.push({
      __typename: 'Interaction',
      id: id('interaction', n * 10 + k),
      name: '',
      client,
      kind: pick(['call', 'message', 'meeting']),
      direction: pick(['in', 'out', 'both']),
      channel: 'wecom',
      at: instant(-k * 9 - random() * 6),
      minutes: k % 2 ? 12 : null,
      by: owner,
      summary: pick(subjects),
      content: null,
      twoWay: true,
      version: 1,
    })
  }
  if (n % 6 === 0 && n < 400) {
    tasks.push({
      __typename: 'Task',
      id: id('task', n + 1),
      name: '',
      version: 1,
      relation: owner === me ? 'OWN' : 'TEAM',
      title: pick(['回访：净值波动说明', '寄送季度报告', '更新风险测评', '预约面谈', '确认赎回安排']),
      body: null,
      state: n % 30 === 0 ? 'done' : 'open',
      priority: pick(['normal', 'normal', 'high', 'urgent']),
      dueAt: instant((n % 40) / 3 - 2.2),
      client,
      assignee: owner,
      createdBy: users[4],
      createdAt: instant(-5),
      completedAt: n % 30 === 0 ? instant(-1) : null,
      completedBy: null,
      outcome: null,
    })
  }
  return client
})
export const households = [0, 6, 9].map((n, k) => {
  const members = [clients[n], clients[n + 3], clients[n + 12]] as Row[]
  const household = {
    __typename: 'Household',
    id: id('household', k + 1),
    version: 1,
    relation: 'OWN',
    name: `${members[0]?.name.slice(0, 1)}家`,
    head: members[0],
    members,
    aum: members.reduce((sum, each) => sum + Number(each.aum), 0).toFixed(2),
  }
  for (const member of members) member.household = household
  return household
})
Object.assign(clients[0] as Row, {
  relations: [
    { id: id('relation', 1), kind: 'spouse', other: clients[3], outgoing: false, share: null, note: '2016 年登记' },
  ],
})
for (const tag of tags) tag.clientCount = clients.filter((client) => (client.tags as unknown[]).includes(tag)).length
export const notifications = tasks.slice(0, 4).map((task, n) => ({
  __typename: 'Notification',
  id: id('notification', n + 1),
  kind: 'task_assigned',
  params: {},
  subject: task,
  createdAt: instant(-n / 8),
  readAt: n < 2 ? null : instant(0),
}))
export const apiKeys = [
  {
    id: id('api_key', 1),
    name: '托管行对账',
    role: 'partner_api',
    prefix: 'star_live_8fK2',
    createdAt: instant(-90),
    expiresAt: instant(200),
    lastUsedAt: instant(-0.1),
    revokedAt: null,
    ips: ['10.0.0.0/8'],
    scope: {},
  },
  {
    id: id('api_key', 2),
    name: '旧报表脚本',
    role: 'partner_api',
    prefix: 'star_live_Qz71',
    createdAt: instant(-300),
    expiresAt: instant(-10),
    lastUsedAt: instant(-40),
    revokedAt: null,
    ips: [],
    scope: {},
  },
]
export const viewer = {
  user: me,
  firm: { id: id('firm', 1), name: '星澜资产（演示）', demo: true },
  roles: me.roles,
  locale: 'zh-CN',
  theme: 'auto',
  density: 'default',
  sessions: [
    {
      id: id('session', 1),
      createdAt: instant(-0.2),
      lastSeenAt: instant(0),
      ip: '127.0.0.1',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0',
      current: true,
    },
    {
      id: id('session', 2),
      createdAt: instant(-3),
      lastSeenAt: instant(-1),
      ip: '10.1.2.3',
      userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19) Safari/605.1',
      current: false,
    },
  ],
  totpEnabled: false,
}
export const audit = [
  {
    __typename: 'AuditEntry',
    id: id('audit', 1),
    at: instant(-2),
    actor: '陆一鸣',
    action: 'update',
    type: 'client',
    subject: clients[0]?.id,
    changes: [
      { field: 'riskLevel', before: 'C3', after: 'C4' },
      { field: 'city', before: null, after: '上海' },
    ],
    reason: null,
  },
  {
    __typename: 'AuditEntry',
    id: id('audit', 2),
    at: instant(-6),
    actor: '许知远',
    action: 'reveal',
    type: 'client',
    subject: clients[0]?.id,
    changes: [{ field: 'idNumber', before: null, after: null }],
    reason: '托管行开户表',
  },
]
export { id as mockId, instant as mockInstant }
