import { Calendar, FileText, Gift, Mail, MapPin, MessageCircle, MessageSquare, Phone, Users } from 'lucide-react'

const icons: Record<string, typeof Phone> = {
  call: Phone,
  meeting: Users,
  message: MessageCircle,
  email: Mail,
  event: Calendar,
  visit: MapPin,
  report: FileText,
  greeting: Gift,
}

/** The sign of a kind of interaction; decoration beside its word. */
export function InteractionIcon({ kind }: { kind: string }) {
  const Icon = icons[kind] ?? MessageSquare
  return <Icon size={14} aria-hidden="true" />
}
