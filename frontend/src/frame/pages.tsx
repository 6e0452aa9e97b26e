import { useLingui } from '@lingui/react/macro'
import {
  Activity,
  Archive,
  BadgeCheck,
  Bell,
  Braces,
  Building2,
  CalendarDays,
  ChartCandlestick,
  ChartPie,
  CircleUser,
  Download,
  FileSpreadsheet,
  Gift,
  Goal,
  Grid3x3,
  HandHelping,
  Handshake,
  House,
  Inbox,
  KeyRound,
  Layers3,
  ListTodo,
  LockKeyhole,
  Merge,
  ReceiptText,
  Route,
  Scale,
  ScrollText,
  Send,
  ShieldCheck,
  Stamp,
  Tags,
  TextCursorInput,
  TrendingUp,
  UserCog,
  Users,
  UsersRound,
  Workflow,
} from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { paths } from '../paths'
import { useViewer } from '../viewer/Viewer'

// How much waits is an aside: pages are there before it.
const WaitingApprovals = lazy(() =>
  import('../track/WaitingApprovals').then((loaded) => ({ default: loaded.WaitingApprovals })),
)
const WaitingMails = lazy(() => import('../track/WaitingMails').then((loaded) => ({ default: loaded.WaitingMails })))

/** Who may read a part of the books that not everybody sees. */
const BOOKS = ['Query.unitBreaks', 'Query.receipts', 'Query.revenueByMonth']

export type Entry = { id: string; title: string; to: string; icon: ReactNode; keys?: string; mark?: ReactNode }
export type Pillar = { id: string; title: string | null; entries: Entry[] }

/** Who may make any of the records that files bring. */
const IMPORTING = [
  'Mutation.createClient',
  'Mutation.logInteraction',
  'Right.importFunds',
  'Right.importLedger',
  'Right.importMoney',
]

const aside = (mark: ReactNode) => <Suspense fallback={null}>{mark}</Suspense>

/** The navigation of this person: pillars in their order, pages only where he may read what they show. */
export function usePages(): Pillar[] {
  const { t } = useLingui()
  const { rightSet } = useViewer()
  const may = (right: string) => rightSet.has(right)
  const entry = (show: boolean, value: Entry): Entry[] => (show ? [value] : [])
  const size = 16
  const pillars: Pillar[] = [
    {
      id: 'home',
      title: null,
      entries: [{ id: 'home', title: t`My day`, to: paths.home(), icon: <House size={size} />, keys: 'g h' }],
    },
    {
      id: 'segment',
      title: t`Segment`,
      entries: [
        ...entry(may('Query.clients'), {
          id: 'clients',
          title: t`Clients`,
          to: paths.clients(),
          icon: <Users size={size} />,
          keys: 'g c',
        }),
        ...entry(may('Query.households'), {
          id: 'households',
          title: t`Households`,
          to: paths.households(),
          icon: <UsersRound size={size} />,
          keys: 'g f',
        }),
        ...entry(may('Query.mergeCandidates'), {
          id: 'duplicates',
          title: t`Duplicates`,
          to: paths.duplicates(),
          icon: <Merge size={size} />,
          keys: 'g d',
        }),
        ...entry(may('Query.products'), {
          id: 'products',
          title: t`Funds`,
          to: paths.products(),
          icon: <ChartCandlestick size={size} />,
          keys: 'g n',
        }),
        ...entry(may('Query.needGroups'), {
          id: 'needs',
          title: t`Needs`,
          to: paths.needs(),
          icon: <Goal size={size} />,
          keys: 'g w',
        }),
        ...entry(may('Query.tags'), {
          id: 'tags',
          title: t`Tags`,
          to: paths.tags(),
          icon: <Tags size={size} />,
          keys: 'g l',
        }),
        ...entry(may('Query.tierModels'), {
          id: 'tiers',
          title: t`Tiers`,
          to: paths.tiers(),
          icon: <Layers3 size={size} />,
          keys: 'g v',
        }),
        ...entry(may('Query.serviceMatrices'), {
          id: 'service',
          title: t`Service matrix`,
          to: paths.service(),
          icon: <Grid3x3 size={size} />,
          keys: 'g j',
        }),
      ],
    },
    {
      id: 'track',
      title: t`Track`,
      entries: [
        ...entry(may('Query.journeyBoard'), {
          id: 'journeys',
          title: t`Journeys`,
          to: paths.journeys(),
          icon: <Route size={size} />,
          keys: 'g r',
        }),
        ...entry(may('Query.orders'), {
          id: 'orders',
          title: t`Orders`,
          to: paths.orders(),
          icon: <ReceiptText size={size} />,
          keys: 'g b',
        }),
        ...entry(may('Query.proposals'), {
          id: 'proposals',
          title: t`Proposals`,
          to: paths.proposals(),
          icon: <FileSpreadsheet size={size} />,
          keys: 'g y',
        }),
        ...entry(may('Query.tasks'), {
          id: 'tasks',
          title: t`Tasks`,
          to: paths.tasks(),
          icon: <ListTodo size={size} />,
          keys: 'g t',
        }),
        ...entry(may('Query.calendar'), {
          id: 'calendar',
          title: t`Calendar`,
          to: paths.calendar(),
          icon: <CalendarDays size={size} />,
          keys: 'g k',
        }),
        ...entry(may('Query.approvals'), {
          id: 'approvals',
          title: t`Approvals`,
          to: paths.approvals(),
          icon: <Stamp size={size} />,
          keys: 'g a',
          mark: aside(<WaitingApprovals />),
        }),
        ...entry(may('Query.qualifications'), {
          id: 'qualifications',
          title: t`Qualifications`,
          to: paths.qualifications(),
          icon: <BadgeCheck size={size} />,
        }),
        ...entry(may('Query.suitabilityVersions'), {
          id: 'suitability',
          title: t`Suitability rules`,
          to: paths.suitability(),
          icon: <ShieldCheck size={size} />,
        }),
      ],
    },
    {
      id: 'retain',
      title: t`Retain`,
      entries: [
        ...entry(may('Query.requests'), {
          id: 'requests',
          title: t`Service requests`,
          to: paths.requests(),
          icon: <HandHelping size={size} />,
          keys: 'g q',
        }),
        ...entry(may('Query.signals'), {
          id: 'signals',
          title: t`Signals`,
          to: paths.signals(),
          icon: <Bell size={size} />,
          keys: 'g s',
        }),
        ...entry(may('Query.care'), {
          id: 'care',
          title: t({ message: 'Care', context: 'page' }),
          to: paths.care(),
          icon: <Gift size={size} />,
        }),
        ...entry(may('Query.messages'), {
          id: 'messages',
          title: t`Messages`,
          to: paths.messages(),
          icon: <Send size={size} />,
          keys: 'g x',
        }),
        ...entry(may('Query.incomingMails'), {
          id: 'mails',
          title: t`Mails`,
          to: paths.mails(),
          icon: <Inbox size={size} />,
          keys: 'g m',
          mark: aside(<WaitingMails />),
        }),
      ],
    },
    {
      id: 'analyze',
      title: t`Analyze`,
      entries: [
        ...entry(may('Query.kpi'), {
          id: 'cockpit',
          title: t`Cockpit`,
          to: paths.cockpit(),
          icon: <ChartCandlestick size={size} />,
          keys: 'g q',
        }),
        ...entry(may('Query.reportPreview'), {
          id: 'reports',
          title: t`Reports`,
          to: paths.reports(),
          icon: <ChartPie size={size} />,
          keys: 'g u',
        }),
        ...entry(may('Query.predictions'), {
          id: 'predictions',
          title: t`Predictions`,
          to: paths.predictions(),
          icon: <TrendingUp size={size} />,
        }),
      ],
    },
    {
      id: 'systemize',
      title: t`Systemize`,
      entries: [
        ...entry(may('Query.automations'), {
          id: 'automations',
          title: t`Automations`,
          to: paths.automations(),
          icon: <Workflow size={size} />,
          keys: 'g z',
        }),
        ...entry(IMPORTING.some(may), {
          id: 'imports',
          title: t`Imports`,
          to: paths.imports(),
          icon: <FileSpreadsheet size={size} />,
          keys: 'g i',
        }),
        ...entry(BOOKS.some(may), {
          id: 'reconciliation',
          title: t`Books`,
          to: paths.reconciliation(),
          icon: <Scale size={size} />,
        }),
        ...entry(may('Query.users'), {
          id: 'users',
          title: t`Users`,
          to: paths.users(),
          icon: <UserCog size={size} />,
        }),
        ...entry(may('Query.teams'), {
          id: 'teams',
          title: t`Teams`,
          to: paths.teams(),
          icon: <Building2 size={size} />,
        }),
        ...entry(may('Mutation.planHandover') || may('Mutation.noteHandover'), {
          id: 'handovers',
          title: t`Hand-overs`,
          to: paths.handovers(),
          icon: <Handshake size={size} />,
          keys: 'g o',
        }),
        ...entry(may('Query.customFields'), {
          id: 'fields',
          title: t`Fields`,
          to: paths.fields(),
          icon: <TextCursorInput size={size} />,
        }),
        ...entry(may('Query.policyStudio'), {
          id: 'policies',
          title: t`Permissions`,
          to: paths.policies(),
          icon: <LockKeyhole size={size} />,
        }),
        ...entry(may('Query.apiKeys'), {
          id: 'apiKeys',
          title: t`API keys`,
          to: paths.apiKeys(),
          icon: <KeyRound size={size} />,
        }),
        ...entry(may('Mutation.requestExport') || may('Mutation.decideExport'), {
          id: 'exports',
          title: t`Exports`,
          to: paths.exports(),
          icon: <Download size={size} />,
        }),
        ...entry(may('Mutation.setDocumentRule'), {
          id: 'retention',
          title: t`Retention`,
          to: paths.retention(),
          icon: <Archive size={size} />,
        }),
        ...entry(may('Query.auditLog') || may('Query.auditChain'), {
          id: 'audit',
          title: t({ message: 'Audit', context: 'page' }),
          to: paths.audit(),
          icon: <ScrollText size={size} />,
        }),
        ...entry(may('Query.ops'), {
          id: 'ops',
          title: t({ message: 'Operations', context: 'ops' }),
          to: paths.ops(),
          icon: <Activity size={size} />,
          keys: 'g e',
        }),
        ...entry(may('Right.explore'), {
          id: 'explore',
          title: t`GraphQL`,
          to: paths.explore(),
          icon: <Braces size={size} />,
        }),
        { id: 'profile', title: t`My profile`, to: paths.profile(), icon: <CircleUser size={size} />, keys: 'g p' },
      ],
    },
  ]
  return pillars.filter((pillar) => pillar.entries.length > 0)
}
