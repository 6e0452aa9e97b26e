import {
  ChartLine,
  CircleHelp,
  Download,
  FileText,
  Inbox,
  Mail,
  PencilLine,
  Phone,
  PlusCircle,
  Star,
  TriangleAlert,
  UserRound,
} from 'lucide-react'
import { Badge, type Hue } from '../ui/Badge'
import css from './Requests.module.css'

export const TYPE_ICONS = {
  inbox: Inbox,
  add: PlusCircle,
  download: Download,
  help: CircleHelp,
  chart: ChartLine,
  edit: PencilLine,
  file: FileText,
  alert: TriangleAlert,
  phone: Phone,
  mail: Mail,
  star: Star,
  user: UserRound,
} as const
export const TYPE_HUES: readonly Hue[] = ['blue', 'teal', 'green', 'violet', 'amber', 'red', 'neutral']

type Props = { icon: string | null | undefined; hue: string | null | undefined; name: string }

/** A type of requests by its sign, its colour and its name, so that none of them speaks alone. */
export function TypeMark({ icon, hue, name }: Props) {
  const Sign = TYPE_ICONS[icon as keyof typeof TYPE_ICONS] ?? Inbox
  return (
    <Badge hue={TYPE_HUES.find((each) => each === hue) ?? 'neutral'}>
      <span className={css.type}>
        <Sign size={12} aria-hidden="true" />
        {name}
      </span>
    </Badge>
  )
}
