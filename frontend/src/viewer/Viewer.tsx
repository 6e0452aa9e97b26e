import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ViewerQuery, ViewerQuery$data } from '../__generated__/ViewerQuery.graphql'
import { type Access, accessTable } from './access'

const document = graphql`
  query ViewerQuery {
    viewer {
      user {
        id
        name
        email
      }
      firm {
        id
        name
        demo
      }
      roles
      locale
      theme
      density
      rights
      unreadCount
      totpEnabled
      access(type: "Client") {
        coordinate
        relation
        level
        rule
        grantedBy
      }
    }
    roles {
      name
      zh
      en
    }
    fields(type: "Client") {
      key
      coordinate
      kind
      zh
      en
      classification
      section
      editable
      required
      filterable
      sortable
      revealable
      own
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
    }
  }
`

export type Field = ViewerQuery$data['fields'][number]
type Value = Omit<ViewerQuery$data['viewer'], 'access'> & {
  access: Access
  rightSet: ReadonlySet<string>
  /** The product's own; what the firm has added is apart, because it is asked for and written in another way. */
  fields: ReadonlyMap<string, Field>
  ownFields: readonly Field[]
  roleNames: ViewerQuery$data['roles']
}

const Context = createContext<Value | null>(null)

/** Loads once who is here, what he may do, and the catalogue of client fields; everything inside reads it. */
export function ViewerProvider({ children }: { children: ReactNode }) {
  const { viewer, fields, roles } = useLazyLoadQuery<ViewerQuery>(document, {}, { fetchPolicy: 'store-or-network' })
  const value = useMemo(
    () => ({
      ...viewer,
      access: accessTable(viewer.access),
      rightSet: new Set(viewer.rights),
      fields: new Map(fields.filter((field) => !field.own).map((field) => [field.key, field])),
      ownFields: fields.filter((field) => field.own),
      roleNames: roles,
    }),
    [viewer, fields, roles],
  )
  return <Context value={value}>{children}</Context>
}

/** Who is signed in. Throws outside of ViewerProvider. */
export function useViewer(): Value {
  const value = useContext(Context)
  if (!value) throw new Error('useViewer outside of ViewerProvider')
  return value
}

/** Whether the caller may call a root field, e.g. "Mutation.createClient". */
export const useRight = (coordinate: string): boolean => useViewer().rightSet.has(coordinate)
