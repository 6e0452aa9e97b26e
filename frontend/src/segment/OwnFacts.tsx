import { useLingui } from '@lingui/react/macro'
import { History, Pencil } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { OwnFacts_client$key } from '../__generated__/OwnFacts_client.graphql'
import { businessDay } from '../book/businessDay'
import { formOf, sectioned } from '../book/ownForm'
import { useClientAccess } from '../book/useClientAccess'
import { useFormLayout } from '../book/useFormLayout'
import { IconButton } from '../ui/Button'
import type { Facts } from '../ui/condition/holds'
import { Facts as FactList } from '../ui/Field'
import { LateSection } from '../ui/LateSection'
import { SkeletonRows } from '../ui/Skeleton'
import { type Field, useRight, useViewer } from '../viewer/Viewer'
import page from './ClientPage.module.css'
import css from './OwnFacts.module.css'
import { OwnShown } from './OwnShown'
import type { Own } from './useOwnText'

const FactHistory = lazy(() => import('./FactHistory').then((loaded) => ({ default: loaded.FactHistory })))

const FormulaWords = lazy(() => import('../book/FormulaWords').then((loaded) => ({ default: loaded.FormulaWords })))
const RollupWords = lazy(() => import('../book/RollupWords').then((loaded) => ({ default: loaded.RollupWords })))

const OwnSealed = lazy(() => import('./OwnSealed').then((loaded) => ({ default: loaded.OwnSealed })))
const OwnEditDialog = lazy(() => import('./OwnEditDialog').then((loaded) => ({ default: loaded.OwnEditDialog })))

/** Fields from which on sections are drawn as they come near. */
const LONG = 40
/** Pixels of a line of facts. */
const LINE = 40

const fragment = graphql`
  fragment OwnFacts_client on Client {
    id
    version
    relation
    custom {
      key
      kind
      value
      name
    }
  }
`
/** The firm's own fields of a client in their sections, as far as his form shows them; edited in place. */
export function OwnFacts({ client, facts }: { client: OwnFacts_client$key; facts: Facts }) {
  const { i18n } = useLingui()
  const { ownFields, fields: catalogue } = useViewer()
  const { sections } = useFormLayout()
  const data = useFragment(fragment, client)
  const values = new Map((data.custom ?? []).map((each) => [`custom:${each.key}`, each]))
  const known = new Map([...catalogue.values(), ...ownFields].map(({ key, kind }) => [key, kind]))
  const own = Object.fromEntries([...values].map(([key, { value }]) => [key, value]))
  const { shown } = formOf(ownFields, { ...facts, ...own }, businessDay(), known)
  const there = ownFields.filter((field) => values.has(field.key) && shown.has(field.key))
  const isLong = there.length > LONG
  return sectioned(sections, there).map((section) => (
    <details key={section.id} className={page.group} open={!section.collapsed || undefined}>
      <summary>
        <h3>{i18n.locale === 'zh-CN' ? section.zh : section.en}</h3>
      </summary>
      <LateSection
        label={i18n.locale === 'zh-CN' ? section.zh : section.en}
        height={section.fields.length * LINE}
        now={!isLong}
      >
        {() => (
          <FactList>
            {section.fields.map((field) => (
              <OwnFact key={field.key} client={data} field={field} own={values.get(field.key) as Own} />
            ))}
          </FactList>
        )}
      </LateSection>
    </details>
  ))
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
  const editable = !field.formula && mayUpdate && mayEdit('custom') && mayEdit(field.key)
  const looksBack = !field.formula && grant('history').level !== 'NONE'
  return (
    <div className={css.fact}>
      <dt className={css.label}>{label}</dt>
      <dd className={css.value}>
        <span>
          {field.kind === 'sealed' && typeof own.value === 'string' ? (
            <Suspense fallback={own.value}>
              <OwnSealed client={client} field={field.key} label={label} masked={own.value} />
            </Suspense>
          ) : (
            <OwnShown field={field} own={own} />
          )}
        </span>
        {field.formula && (
          <Suspense fallback={null}>
            <span className={css.note}>
              {field.rollup ? <RollupWords rollup={field.rollup} /> : <FormulaWords formula={field.formula} />}
            </span>
          </Suspense>
        )}
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
