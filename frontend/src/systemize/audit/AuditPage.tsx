import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { ClientChoice } from '../../book/ClientChoice'
import { UserChoice } from '../../book/UserChoice'
import { dayOf, instantOf, isDay } from '../../format/date'
import { Boundary } from '../../ui/Boundary'
import { Button } from '../../ui/Button'
import { Choice, type Item } from '../../ui/Choice'
import { DateField } from '../../ui/DateField'
import { EmptyState } from '../../ui/EmptyState'
import { FilterBar } from '../../ui/FilterBar'
import { Page, Section } from '../../ui/Page'
import { SkeletonRows } from '../../ui/Skeleton'
import { useSearchValues, useSetSearch } from '../../viewer/url'
import { useRight } from '../../viewer/Viewer'
import { AuditChain } from './AuditChain'
import { AuditList } from './AuditList'
import { KINDS, useAuditKinds } from './useAuditKinds'

/** Days that are looked at when nobody says since when. */
const USUAL_DAYS = 30

/** Who did what to whom, when, from where and why; and whether that record is whole. */
export function AuditPage() {
  const { t } = useLingui()
  const mayRead = useRight('Query.auditLog')
  const mayChain = useRight('Query.auditChain')
  return (
    <Page title={t({ message: 'Audit', context: 'page' })} padded>
      {mayChain && (
        <Boundary fallback={<SkeletonRows rows={2} />}>
          <AuditChain />
        </Boundary>
      )}
      {mayRead ? <Log /> : <EmptyState scene="list" title={t`The entries are for compliance and auditors.`} />}
    </Page>
  )
}

function Log() {
  const { t } = useLingui()
  const kinds = useAuditKinds()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const [client, setClient] = useState<Item | null>(values.client ? { value: values.client, label: '…' } : null)
  const usual = dayOf(new Date(Date.now() - USUAL_DAYS * 86_400_000))
  const since = isDay(values.since) ? values.since : usual
  const until = isDay(values.until) ? values.until : null
  const kind = KINDS.find((each) => each === values.kind) ?? null
  return (
    <Section title={t`Entries`}>
      <FilterBar flush>
        <Choice
          label={t({ message: 'What', context: 'act' })}
          clearable
          placeholder={t`All`}
          items={KINDS.map((each) => ({ value: each, label: kinds[each] }))}
          value={kind}
          onChange={(next) => setSearch({ kind: next })}
        />
        <UserChoice
          label={t`Who`}
          clearable
          placeholder={t`All`}
          value={values.by ?? null}
          onChange={(by) => setSearch({ by })}
        />
        <ClientChoice
          label={t`Client`}
          value={client}
          onChange={(next) => {
            setClient(next)
            setSearch({ client: next?.value ?? null })
          }}
        />
        <DateField label={t`Since`} value={since} onChange={(next) => setSearch({ since: next })} />
        <DateField
          label={t`Before`}
          value={until}
          placeholder={t`Now`}
          onChange={(next) => setSearch({ until: next })}
        />
        <Button
          onClick={() => {
            setClient(null)
            setSearch({ kind: null, by: null, client: null, since: null, until: null })
          }}
        >
          {t`Clear filters`}
        </Button>
      </FilterBar>
      <Boundary fallback={<SkeletonRows rows={10} />}>
        <AuditList
          kind={kind}
          by={values.by || null}
          client={values.client || null}
          since={instantOf(since)}
          until={instantOf(until)}
        />
      </Boundary>
    </Section>
  )
}
