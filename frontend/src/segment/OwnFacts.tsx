import { useLingui } from '@lingui/react/macro'
import { History, Pencil } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { OwnFacts_client$key } from '../__generated__/OwnFacts_client.graphql'
import { useClientAccess } from '../book/useClientAccess'
import { IconButton } from '../ui/Button'
import { SkeletonRows } from '../ui/Skeleton'
import { type Field, useRight, useViewer } from '../viewer/Viewer'
import css from './OwnFacts.module.css'
import { OwnShown } from './OwnShown'
import type { Own } from './useOwnText'

const FactHistory = lazy(() => import('./FactHistory').then((loaded) => ({ default: loaded.FactHistory })))

const OwnEditDialog = lazy(() => import('./OwnEditDialog').then((loaded) => ({ default: loaded.OwnEditDialog })))

const fragment = graphql`
  fragment OwnFacts_client on Client {
    id
    version
    relation
    custom {
      key
      kind
      value
      user {
        name
      }
    }
  }
`
/** The firm's own fields of one section of a client: read, edited in place, with earlier values. */
export function OwnFacts({ client, section }: { client: OwnFacts_client$key; section: string }) {
  const { ownFields } = useViewer()
  const data = useFragment(fragment, client)
  const values = new Map((data.custom ?? []).map((each) => [`custom:${each.key}`, each]))
  return ownFields
    .filter((field) => (field.section ?? 'other') === section && values.has(field.key))
    .map((field) => <OwnFact key={field.key} client={data} field={field} own={values.get(field.key) as Own} />)
}

type FactProps = {
  client: { readonly id: string; readonly version: number; readonly relation: string }
  field: Field
  own: Own
}

function OwnFact({ client, field, own }: FactProps) {
  const { t, i18n } = useLingui()
  const { grant, mayEdit } = useClientAccess(client.relation)
  const mayUpdate = useRight('Mutation.updateClient')
  const [doing, setDoing] = useState<'edit' | 'history' | null>(null)
  const label = i18n.locale === 'zh-CN' ? field.zh : field.en
  if (grant(field.key).level === 'NONE') return null
  const editable = mayUpdate && mayEdit('custom') && mayEdit(field.key)
  const looksBack = grant('history').level !== 'NONE'
  return (
    <div className={css.fact}>
      <dt className={css.label}>{label}</dt>
      <dd className={css.value}>
        <span>
          <OwnShown field={field} own={own} />
        </span>
        {editable && (
          <IconButton small label={t`Edit ${label}`} onClick={() => setDoing('edit')}>
            <Pencil size={13} aria-hidden="true" />
          </IconButton>
        )}
        {looksBack && (
          <IconButton
            small
            label={t`Earlier values of ${label}`}
            onClick={() => setDoing(doing === 'history' ? null : 'history')}
          >
            <History size={13} aria-hidden="true" />
          </IconButton>
        )}
        {doing === 'history' && (
          <Suspense fallback={<SkeletonRows rows={2} />}>
            <FactHistory id={client.id} name={field.key} />
          </Suspense>
        )}
        {doing === 'edit' && (
          <Suspense fallback={null}>
            <OwnEditDialog client={client} field={field} own={own} label={label} onClose={() => setDoing(null)} />
          </Suspense>
        )}
      </dd>
    </div>
  )
}
