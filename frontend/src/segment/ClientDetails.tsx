import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ClientDetails_client$key } from '../__generated__/ClientDetails_client.graphql'
import { Facts } from '../ui/Field'
import { useViewer } from '../viewer/Viewer'
import { ClientFact } from './ClientFact'
import css from './ClientPage.module.css'
import { useClientSave } from './useClientSave'
import { useSections } from './useSections'

const OwnFacts = lazy(() => import('./OwnFacts').then((loaded) => ({ default: loaded.OwnFacts })))

const fragment = graphql`
  fragment ClientDetails_client on Client {
    id
    relation
    name
    namePinyin
    kind
    gender
    birthDate
    idType
    idNumber
    mobile
    phone
    email
    wechat
    address
    company
    occupation
    industry
    province
    city
    source
    relationship
    bankAccount
    riskLevel
    riskValidUntil
    qualified
    aum
    onboardDate
    state
    note
    lastInteractionAt
    createdAt
    updatedAt
    ...OwnFacts_client
  }
`

/** Fields of a client that the catalogue groups but that have their own place on the page. */
const ELSEWHERE = new Set(['owner', 'team', 'household', 'tags'])

/** All fields of a client in the catalogue's sections and words. */
export function ClientDetails({ client }: { client: ClientDetails_client$key }) {
  const { t } = useLingui()
  const data = useFragment(fragment, client)
  const save = useClientSave()
  const { ownFields } = useViewer()
  const sections = useSections((field) => field.key in data && !ELSEWHERE.has(field.key))
  return (
    <div className={css.details}>
      <h2 className="sr-only">{t`Details`}</h2>
      {sections.map((section) => (
        <section key={section.id} className={css.group}>
          <h3>{section.title}</h3>
          <Facts>
            {section.fields.map(({ key }) => (
              <ClientFact
                key={key}
                client={data}
                name={key}
                value={data[key as 'name' | 'qualified']}
                save={save}
                past
              />
            ))}
          </Facts>
        </section>
      ))}
      {ownFields.length > 0 && (
        <Suspense fallback={null}>
          <OwnFacts client={data} facts={data} />
        </Suspense>
      )}
    </div>
  )
}
