import { useLingui } from '@lingui/react/macro'
import type { AuditKind } from '../../__generated__/AuditListQuery.graphql'

export const KINDS = ['CHANGES', 'READS', 'TAKEN_OUT', 'SIGN_INS', 'ACCESS', 'IN_BULK'] as const satisfies AuditKind[]

/** Kinds of acts in words. */
export function useAuditKinds(): Record<(typeof KINDS)[number], string> {
  const { t } = useLingui()
  return {
    CHANGES: t`Changes`,
    READS: t`Values read in clear`,
    TAKEN_OUT: t`Exports and downloads`,
    SIGN_INS: t`Signing in`,
    ACCESS: t`People, keys and policies`,
    IN_BULK: t`Imports, merges, hand-overs`,
  }
}
