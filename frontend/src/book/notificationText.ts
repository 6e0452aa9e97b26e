import { useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { graphql, readInlineData } from 'relay-runtime'
import type { notificationText_notification$key } from '../__generated__/notificationText_notification.graphql'

const fragment = graphql`
  fragment notificationText_notification on Notification @inline {
    kind
    params
    subject {
      __typename
      ... on Task {
        title
      }
      ... on Client {
        name
      }
      ... on Interaction {
        summary
      }
      ... on Approval {
        title
      }
      ... on ServiceRequest {
        title
      }
    }
  }
`

/** The sentence of a notification: its kind, with the name of its subject where the reader may see it. */
export function useNotificationText(): (notification: notificationText_notification$key) => string {
  const { t } = useLingui()
  return useCallback(
    (notification) => {
      const { kind, params, subject } = readInlineData(fragment, notification)
      const numbers = (params ?? {}) as Record<string, unknown>
      const name =
        (subject?.__typename === 'Task' ||
        subject?.__typename === 'Approval' ||
        subject?.__typename === 'ServiceRequest'
          ? subject.title
          : subject?.__typename === 'Client'
            ? subject.name
            : subject?.__typename === 'Interaction'
              ? subject.summary
              : null) ?? '—'
      switch (kind) {
        case 'task_assigned':
          return t`New task: ${name}`
        case 'task_reminded':
          return t`Due soon: ${name}`
        case 'task_escalated':
          return t`Overdue, and you are told: ${name}`
        case 'task_handed':
          return t`You are asked to take over: ${name}`
        case 'task_accepted':
          return t`Your task was taken over: ${name}`
        case 'task_returned':
          return t`Your task was sent back: ${name}`
        case 'task_commented':
          return t`New comment on: ${name}`
        case 'mentioned':
          return t`You were mentioned in: ${name}`
        case 'contacts_escalated':
          return Number(numbers.clients ?? 0) === 1
            ? t`Nobody talked with this client in time: ${name}`
            : t`${Number(numbers.clients ?? 0)} clients were not talked with in time`
        case 'drawdown_escalated':
          return t`A fund fell to alarm level ${Number(numbers.level ?? 0)} for ${Number(numbers.clients ?? 0)} clients of your team`
        case 'task_completed':
          return t`Task done: ${name}`
        case 'client_assigned':
          return t`A client was assigned to you: ${name}`
        case 'clients_handed_over':
          return t`${Number(numbers.clients ?? 0)} clients were handed over to you`
        case 'import_finished':
          return t`Import finished: ${Number(numbers.accepted ?? 0)} rows taken, ${Number(numbers.rejected ?? 0)} refused`
        case 'export_finished':
          return numbers.state === 'done'
            ? t`An export is ready: ${Number(numbers.rows ?? 0)} rows`
            : t`An export failed`
        case 'export_decided':
          return numbers.state === 'approved' ? t`Your export was agreed to` : t`Your export was refused`
        case 'approval_asked':
          return t`To approve: ${name}`
        case 'approval_copied':
          return t`An approval was copied to you: ${name}`
        case 'approval_half':
          return t`Still to approve: ${name}`
        case 'approval_due':
          return t`Your approval is due: ${name}`
        case 'approval_late':
          return t`An approval of your team is overdue: ${name}`
        case 'approval_approved':
          return t`Approved: ${name}`
        case 'approval_rejected':
          return t`Rejected: ${name}`
        case 'approval_returned':
          return t`Returned to you: ${name}`
        case 'approval_expired':
          return t`Your request lapsed: ${name}`
        case 'approval_voided':
          return t`Your request was voided, because “${String(numbers.field ?? '')}” changed: ${name}`
        case 'request_assigned':
          return t`A service request for you: ${name}`
        case 'request_half':
          return t`Half of the time is over: ${name}`
        case 'request_most':
          return t`A request of your team is nearly overdue: ${name}`
        case 'request_escalated':
          return t`Not done in time, and you are told: ${name}`
        case 'automation_told':
          return String(numbers.text ?? '')
        case 'automation_failed':
          return t`An automation needs attention: ${name}`
        case 'automation_broken':
          return t`An automation cannot run any more, because what it names is gone`
        case 'audit_faulted':
          return t`The audit was changed behind the product's back: ${Number(numbers.faults ?? 0)} places`
        default:
          return kind
      }
    },
    [t],
  )
}
