import { graphql, useLazyLoadQuery } from 'react-relay'
import type { useFormLayoutQuery, useFormLayoutQuery$data } from '../__generated__/useFormLayoutQuery.graphql'

const query = graphql`
  query useFormLayoutQuery {
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

export type FormLayout = useFormLayoutQuery$data['formLayout']

/** The sections of a client's form in which own fields stand. */
export const useFormLayout = (): FormLayout =>
  useLazyLoadQuery<useFormLayoutQuery>(query, {}, { fetchPolicy: 'store-and-network' }).formLayout
