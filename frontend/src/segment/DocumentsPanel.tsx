import { useLingui } from '@lingui/react/macro'
import { FileText, Lock, MoreHorizontal } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { DocumentsPanelDeleteMutation } from '../__generated__/DocumentsPanelDeleteMutation.graphql'
import type { DocumentsPanelOpenMutation } from '../__generated__/DocumentsPanelOpenMutation.graphql'
import type { DocumentsPanelQuery, DocumentsPanelQuery$data } from '../__generated__/DocumentsPanelQuery.graphql'
import type { DocumentsPanelRestoreMutation } from '../__generated__/DocumentsPanelRestoreMutation.graphql'
import { saveLink } from '../book/sendFile'
import { bytes } from '../format/bytes'
import { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button, IconButton, TextButton } from '../ui/Button'
import { DataTable, endCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Menu, MenuItem } from '../ui/Menu'
import { Moment } from '../ui/Moment'
import { Section } from '../ui/Page'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight, useViewer } from '../viewer/Viewer'
import { DocumentDrop } from './DocumentDrop'

const DocumentDialog = lazy(() => import('./DocumentDialog').then((loaded) => ({ default: loaded.DocumentDialog })))
const DocumentPreview = lazy(() => import('./DocumentPreview').then((loaded) => ({ default: loaded.DocumentPreview })))

const query = graphql`
  query DocumentsPanelQuery($id: ID!) {
    fields(type: "Document") {
      key
      options {
        value
        zh
        en
      }
    }
    client(id: $id) {
      id
      relation
      documents(first: 100) {
        totalCount
        nodes {
          id
          version
          name
          category
          note
          number
          kind
          size
          content
          shownAs
          uploadedAt
          uploadedBy {
            name
          }
          ownField
          versions {
            number
            name
            size
            uploadedAt
          }
        }
      }
      deleted: documents(first: 100, deleted: true) {
        nodes {
          id
          version
          name
          category
          deletedAt
          ownField
        }
      }
    }
  }
`
const open = graphql`
  mutation DocumentsPanelOpenMutation($input: OpenDocumentInput!) {
    openDocument(input: $input) {
      url
      name
    }
  }
`
const remove = graphql`
  mutation DocumentsPanelDeleteMutation($input: VersionedInput!) {
    deleteDocument(input: $input) {
      id
      version
    }
  }
`
const restore = graphql`
  mutation DocumentsPanelRestoreMutation($input: VersionedInput!) {
    restoreDocument(input: $input) {
      id
      version
    }
  }
`

export type Shown = NonNullable<NonNullable<DocumentsPanelQuery$data['client']>['documents']>['nodes'][number]
export type Category = { value: string; label: string }

/** Documents of a client: sent up by dropping, looked at, saved, renamed, deleted and brought back. */
export function DocumentsPanel({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const [fetchKey, setFetchKey] = useState(0)
  const { client, fields } = useLazyLoadQuery<DocumentsPanelQuery>(
    query,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey },
  )
  const { ownFields } = useViewer()
  const mayAdd = useRight('Mutation.addDocument')
  const [showDeleted, setShowDeleted] = useState(false)
  const [editing, setEditing] = useState<Shown | null>(null)
  const [viewing, setViewing] = useState<{ url: string; document: Shown } | null>(null)
  const act = useActs(() => setFetchKey((key) => key + 1))
  if (!client) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  if (client.documents == null) return <ErrorState failure={new Failure('FORBIDDEN', '')} />
  const zh = i18n.locale === 'zh-CN'
  const categories: Category[] = (fields.find((field) => field.key === 'category')?.options ?? []).map((option) => ({
    value: option.value,
    label: zh ? option.zh : option.en,
  }))
  const word = (category: string) => categories.find((each) => each.value === category)?.label ?? category
  // A value of an own field comes and goes with it.
  const fieldName = (key: string | null | undefined) => {
    const own = key ? ownFields.find((each) => each.key === `custom:${key}`) : undefined
    return own && (zh ? own.zh : own.en)
  }
  const look = async (document: Shown, number?: number) => {
    const show = document.shownAs != null && number === undefined
    const url = await act.link(document, !show, number)
    if (!url) return
    if (show) setViewing({ url, document })
    else saveLink(url)
  }
  const documents = client.documents.nodes
  const deleted = client.deleted?.nodes ?? []
  return (
    <Section
      title={t`Documents`}
      actions={
        deleted.length > 0 && (
          <TextButton onClick={() => setShowDeleted(!showDeleted)}>
            {showDeleted ? t`Hide deleted` : t`Show ${deleted.length} deleted`}
          </TextButton>
        )
      }
    >
      {mayAdd && <DocumentDrop client={client.id} categories={categories} onAdded={act.reload} />}
      {documents.length === 0 ? (
        <EmptyState small icon={<FileText size={20} />} title={t`No document yet.`} />
      ) : (
        <DataTable
          label={t`Documents`}
          heads={[
            { id: 'name', title: t`Name` },
            { id: 'category', title: t`Category` },
            { id: 'size', title: t`Size`, end: true },
            { id: 'uploaded', title: t`Uploaded` },
            { id: 'by', title: t`By` },
            { id: 'action', title: '', end: true },
          ]}
        >
          {documents.map((document) => (
            <tr key={document.id}>
              <td>
                {document.content ? (
                  <TextButton onClick={() => void look(document)}>{document.name}</TextButton>
                ) : (
                  <span title={t`You may not open this document.`}>
                    <Lock size={12} aria-hidden="true" /> {document.name}
                  </span>
                )}
                {document.number > 1 && <small> v{document.number}</small>}
                {document.note && <div>{document.note}</div>}
              </td>
              <td>
                <Badge>{fieldName(document.ownField) ?? word(document.category)}</Badge>
              </td>
              <td className={endCell}>{bytes(document.size, i18n.locale)}</td>
              <td>
                <Moment at={document.uploadedAt} />
              </td>
              <td>{document.uploadedBy?.name ?? '—'}</td>
              <td className={endCell}>
                <Menu
                  target={
                    <IconButton small label={t`What to do with ${document.name}`}>
                      <MoreHorizontal size={14} />
                    </IconButton>
                  }
                >
                  {document.content && (
                    <MenuItem onClick={() => void act.link(document, true).then((url) => url && saveLink(url))}>
                      {t`Save a copy`}
                    </MenuItem>
                  )}
                  {document.content &&
                    (document.versions ?? []).slice(1).map((version) => (
                      <MenuItem key={version.number} onClick={() => void look(document, version.number)}>
                        {t`Save version ${version.number}`}
                      </MenuItem>
                    ))}
                  {act.mayUpdate && <MenuItem onClick={() => setEditing(document)}>{t`Edit…`}</MenuItem>}
                  {act.mayDelete && !document.ownField && (
                    <MenuItem onClick={() => void act.remove(document)}>{t`Delete`}</MenuItem>
                  )}
                </Menu>
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      {showDeleted && (
        <DataTable
          label={t`Deleted documents`}
          heads={[
            { id: 'name', title: t`Deleted, can be brought back for 30 days` },
            { id: 'at', title: t`Deleted` },
            { id: 'action', title: '', end: true },
          ]}
        >
          {deleted.map((document) => (
            <tr key={document.id}>
              <td>{document.name}</td>
              <td>
                <Moment at={document.deletedAt} />
              </td>
              <td className={endCell}>
                {document.ownField ? (
                  t`Put it in again in the field ${fieldName(document.ownField) ?? ''}`
                ) : (
                  <Button small onClick={() => void act.restore(document)}>
                    {t`Bring back`}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      <Suspense fallback={null}>
        {editing && (
          <DocumentDialog
            document={editing}
            categories={categories}
            onChanged={act.reload}
            onClose={() => setEditing(null)}
          />
        )}
        {viewing && (
          <DocumentPreview
            url={viewing.url}
            name={viewing.document.name}
            kind={viewing.document.shownAs}
            onSave={() => void act.link(viewing.document, true).then((url) => url && saveLink(url))}
            onClose={() => setViewing(null)}
          />
        )}
      </Suspense>
    </Section>
  )
}

/** What can be done with a document, each with its word when it fails. */
function useActs(reload: () => void) {
  const { t } = useLingui()
  const words = useFailureText()
  const [openOne] = useChange<DocumentsPanelOpenMutation>(open)
  const [deleteOne] = useChange<DocumentsPanelDeleteMutation>(remove)
  const [restoreOne] = useChange<DocumentsPanelRestoreMutation>(restore)
  const mayUpdate = useRight('Mutation.updateDocument')
  const mayDelete = useRight('Mutation.deleteDocument')
  const failed = (failure: Failure) => toast(failure.message || words(failure).title, 'bad')
  const bringBack = async (document: { id: string; version: number; name: string }) => {
    const outcome = await restoreOne({ input: { id: document.id, version: document.version } })
    if (!outcome.ok) return failed(outcome.failure)
    reload()
    toast(t`${document.name} is back.`)
  }
  return {
    reload,
    mayUpdate,
    mayDelete,
    restore: bringBack,
    link: async (document: Shown, save: boolean, number?: number): Promise<string | null> => {
      const outcome = await openOne({ input: { id: document.id, save, number: number ?? null } })
      if (outcome.ok) return outcome.data.openDocument?.url ?? null
      failed(outcome.failure)
      return null
    },
    remove: async (document: Shown) => {
      const outcome = await deleteOne({ input: { id: document.id, version: document.version } })
      if (!outcome.ok) return failed(outcome.failure)
      reload()
      const version = outcome.data.deleteDocument?.version ?? document.version + 1
      toast(t`${document.name} was deleted.`, {
        key: 'document',
        action: { label: t`Undo`, run: () => void bringBack({ ...document, version }) },
      })
    },
  }
}
