import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ClientService_client$key } from '../__generated__/ClientService_client.graphql'
import { useServiceCells } from '../book/useServiceCells'
import { date, dayOf } from '../format/date'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Bubble } from '../ui/Menu'
import { SkeletonRows } from '../ui/Skeleton'
import { bestLevel, reaches } from '../viewer/access'
import { useViewer } from '../viewer/Viewer'
import css from './ClientTags.module.css'
import own from './Service.module.css'

const ServiceWhy = lazy(() => import('./ServiceWhy').then((loaded) => ({ default: loaded.ServiceWhy })))

const ServiceLevelDialog = lazy(() =>
  import('./ServiceLevelDialog').then((loaded) => ({ default: loaded.ServiceLevelDialog })),
)
const ContactEscalated = lazy(() =>
  import('./ContactEscalated').then((loaded) => ({ default: loaded.ContactEscalated })),
)

const fragment = graphql`
  fragment ClientService_client on Client {
    id
    serviceCell
    contactDueOn
    ownerFits
  }
`

/** What service a client is due, whether his next contact is late and his owner of the right level; says why. */
export function ClientService({ client }: { client: ClientService_client$key }) {
  const { t } = useLingui()
  const { id, serviceCell, contactDueOn, ownerFits } = useFragment(fragment, client)
  const { word } = useServiceCells(Boolean(serviceCell))
  const { access } = useViewer()
  const [open, setOpen] = useState(false)
  const [proposing, setProposing] = useState(false)
  const mayTell = reaches(bestLevel(access, 'Client.contactEscalations'), 'VIEW')
  if (!serviceCell) return null
  const late = contactDueOn != null && contactDueOn < dayOf(new Date())
  return (
    <>
      <Bubble
        label={t`What service he is due`}
        open={open}
        onChange={setOpen}
        width={360}
        target={
          <button
            type="button"
            className={`${css.ask} ${own.badges}`}
            aria-haspopup="dialog"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <Badge>{word(serviceCell)}</Badge>
            {late && <Badge hue="amber">{t`Contact overdue since ${date(contactDueOn)}`}</Badge>}
            {late && mayTell && (
              <Boundary fallback={null}>
                <ContactEscalated client={id} />
              </Boundary>
            )}
            {ownerFits === false && <Badge hue="red">{t`Owner of another level`}</Badge>}
            <span className="sr-only"> {t`What service he is due`}</span>
          </button>
        }
      >
        <Suspense fallback={<SkeletonRows rows={5} />}>
          <ServiceWhy
            client={id}
            onPropose={() => {
              setOpen(false)
              setProposing(true)
            }}
            onEnded={() => setOpen(false)}
          />
        </Suspense>
      </Bubble>
      {proposing && (
        <Suspense fallback={null}>
          <ServiceLevelDialog client={id} present={serviceCell} onClose={() => setProposing(false)} />
        </Suspense>
      )}
    </>
  )
}
