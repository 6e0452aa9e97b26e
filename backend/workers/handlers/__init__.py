"""What reacts to events: a plain table from an event's name to functions of (session, event)."""

from __future__ import annotations

from backend.workers.delivery import Handlers
from backend.workers.handlers import approvals, care, notify, proposals, service, signals, tags, tasks

TOLD: Handlers = {
    "client.assigned": (notify.tell_new_server,),
    "client.handed_over": (notify.tell_receivers,),
    "task.assigned": (notify.tell_assignee,),
    "task.completed": (notify.tell_creator, notify.tell_followers, tasks.go_on),
    "task.changed": (tasks.go_on,),
    "task.handed": (notify.tell_handed,),
    "task.reminded": (notify.tell_due,),
    "task.escalated": (notify.tell_chain,),
    "task.commented": (notify.tell_commented,),
    "contacts.escalated": (notify.tell_contacts,),
    "person.mentioned": (notify.tell_mentioned,),
    "approval.asked": (notify.tell_signers,),
    "approval.copied": (notify.tell_copied,),
    "approval.reminded": (notify.tell_reminded,),
    "approval.settled": (notify.tell_requester,),
    "request.created": (notify.tell_request_owner,),
    "request.changed": (notify.tell_request_owner,),
    "request.reminded": (notify.tell_request_reminded,),
    "request.escalated": (notify.tell_request_escalated,),
    "automation.failed": (notify.tell_owner,),
    "automation.broken": (notify.tell_owner,),
    "import.finished": (notify.tell_importer,),
    "export.decided": (notify.tell_exporter,),
    "export.finished": (notify.tell_exporter,),
    "audit.faulted": (notify.tell_watchers,),
    "signal.drawdown_escalated": (notify.tell_lead_of_fall,),
}
_ALL = (
    TOLD,
    tags.MARKING,
    approvals.VOIDING,
    proposals.FALLING,
    service.SETTLING,
    signals.MARKING,
    care.MARKING,
)
HANDLERS: Handlers = {
    name: tuple(handler for table in _ALL for handler in table.get(name, ()))
    for name in dict.fromkeys(name for table in _ALL for name in table)
}
