import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { FieldsPageArchiveMutation } from '../__generated__/FieldsPageArchiveMutation.graphql'
import type { FieldsPageQuery, FieldsPageQuery$data } from '../__generated__/FieldsPageQuery.graphql'
import type { FieldsPageRestoreMutation } from '../__generated__/FieldsPageRestoreMutation.graphql'
import { count } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine } from '../ui/ErrorState'
import { Page } from '../ui/Page'
import { useRight } from '../viewer/Viewer'
import { FieldRow } from './FieldRow'
import css from './Fields.module.css'
import { FormBuilder } from './FormBuilder'
import { placesOf } from './formLayout'
import { useArrange } from './useArrange'

const FieldDialog = lazy(() => import('./FieldDialog').then((loaded) => ({ default: loaded.FieldDialog })))
const GrantsDialog = lazy(() => import('./GrantsDialog').then((loaded) => ({ default: loaded.GrantsDialog })))
const WhatUses = lazy(() => import('../book/WhatUses').then((loaded) => ({ default: loaded.WhatUses })))

const query = graphql`
  query FieldsPageQuery {
    customFields {
      id
      version
      key
      kind
      zh
      en
      section
      required
      maxLength
      places
      low
      high
      archivedAt
      shownWhen
      requiredWhen
      clientKinds
      initial
      formula
      rollup
      options {
        value
        zh
        en
        retired
      }
      grants {
        role
        relation
        right
      }
    }
    formLayout {
      version
      sections {
        id
        zh
        en
        columns
        collapsed
      }
    }
  }
`
const archive = graphql`
  mutation FieldsPageArchiveMutation($input: ArchiveInput!) {
    archiveCustomField(input: $input) {
      id
      version
      archivedAt
    }
  }
`
const restore = graphql`
  mutation FieldsPageRestoreMutation($input: VersionedInput!) {
    restoreCustomField(input: $input) {
      id
      version
      archivedAt
    }
  }
`

export type OwnField = FieldsPageQuery$data['customFields'][number]

/** The firm's own fields of clients: the form they make, what they are, who may read them. */
export function FieldsPage() {
  const { t, i18n } = useLingui()
  const [made, setMade] = useState(0)
  const { customFields, formLayout } = useLazyLoadQuery<FieldsPageQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey: made },
  )
  const [runArchive] = useChange<FieldsPageArchiveMutation>(archive)
  const [runRestore] = useChange<FieldsPageRestoreMutation>(restore)
  const mayMake = useRight('Mutation.createCustomField')
  const mayArrange = useRight('Mutation.arrangeForm')
  const [edited, setEdited] = useState<OwnField | 'new' | null>(null)
  const [opened, setOpened] = useState<OwnField | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [named, setNamed] = useState<OwnField | null>(null)
  const again = () => setMade((n) => n + 1)
  const used = useMemo(() => customFields.filter((field) => !field.archivedAt), [customFields])
  const stored = useMemo(() => placesOf(formLayout.sections, used), [formLayout, used])
  const form = useArrange(stored, formLayout.version, again)
  const archived = customFields.filter((field) => field.archivedAt)
  const settle = (outcome: { ok: true } | { ok: false; failure: Failure }) => {
    setFailure(outcome.ok ? null : outcome.failure)
    again()
  }
  const put = (field: OwnField) => async () => {
    const variables = { input: { id: field.id, version: field.version } }
    const outcome = field.archivedAt ? await runRestore(variables) : await runArchive(variables)
    if (!outcome.ok && outcome.failure.params.problem === 'uses_break') setNamed(field)
    else settle(outcome)
  }
  const archiveUsed = async ({ id, version }: OwnField) => {
    const outcome = await runArchive({ input: { id, version, knowingly: true } })
    again()
    return outcome.ok ? null : outcome.failure
  }
  return (
    <Page
      title={t`Fields`}
      count={count(used.length, i18n.locale)}
      padded
      actions={
        mayMake && (
          <Button look="primary" onClick={() => setEdited('new')}>
            <Plus size={14} aria-hidden="true" />
            {t`New field`}
          </Button>
        )
      }
    >
      <FailureLine failure={failure ?? form.failure} />
      {customFields.length === 0 ? (
        <EmptyState scene="list" title={t`No fields of your own yet.`}>
          {t`What your firm wants to know of its clients beyond what is asked already.`}
        </EmptyState>
      ) : (
        <>
          <FormBuilder
            places={form.places}
            mayArrange={mayArrange}
            onArrange={form.arrange}
            onEdit={setEdited}
            onOpen={setOpened}
            onPut={put}
          />
          {archived.length > 0 && (
            <section className={css.archived}>
              <h2>{t`Archived`}</h2>
              <ol className={css.list}>
                {archived.map((field) => (
                  <FieldRow key={field.id} field={field} onEdit={setEdited} onOpen={setOpened} onPut={put} />
                ))}
              </ol>
            </section>
          )}
        </>
      )}
      {edited && (
        <Suspense fallback={null}>
          <FieldDialog
            field={edited === 'new' ? null : edited}
            fields={used}
            sections={formLayout.sections}
            onSaved={again}
            onClose={() => setEdited(null)}
          />
        </Suspense>
      )}
      {named && (
        <Suspense fallback={null}>
          <WhatUses
            fact={`Client.custom:${named.key}`}
            name={i18n.locale === 'zh-CN' ? named.zh : named.en}
            onArchive={() => archiveUsed(named)}
            onClose={() => setNamed(null)}
          />
        </Suspense>
      )}
      {opened && (
        <Suspense fallback={null}>
          <GrantsDialog field={opened} onSaved={again} onClose={() => setOpened(null)} />
        </Suspense>
      )}
    </Page>
  )
}
