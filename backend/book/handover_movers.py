"""Every column that refers to somebody of the firm, and what becomes of its rows when he hands his clients over.

Whoever lets a new table refer to a user says here whether its rows go to who follows him; a test walks the foreign
keys. What says who did something stays with his name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from backend.book.handover_moves import (
    Back,
    Move,
    open_tasks,
    running,
    running_back,
    running_series,
    shared_rows,
    to_leaver,
    waiting_mails,
)
from backend.book.incoming_mails import IncomingMail
from backend.book.reports import Dashboard, Report
from backend.book.saved_views import SavedView
from backend.book.task_series import TaskSeries
from backend.book.tasks import Task


@dataclass(frozen=True)
class Mover:
    """What becomes of a column's rows. move: how they go, None: they stay; count: where the hand-over counts them."""

    why: str
    move: Move | None = None
    back: Back | None = None
    count: str = ""


WITH_CLIENTS: Final = "goes with the lines (handover_clients.py)"
DID: Final = "says who did it"
OPEN_REQUESTS: Final = (
    *("new", "assigned", "answered", "in_progress", "waiting_client", "resolved"),
    *("received", "acknowledged", "investigating", "escalated"),
)
HIS: Final = "is his alone, and ends with his access"

MOVERS: Final[Mapping[tuple[str, str], Mover]] = {
    ("client", "owner_id"): Mover(WITH_CLIENTS),
    ("assignment", "user_id"): Mover(WITH_CLIENTS),
    ("task", "assignee_id"): Mover(
        "open ones go, closed ones say who had them",
        open_tasks,
        to_leaver(Task, "assignee_id", Task.state == "open"),
        "task_count",
    ),
    ("task_series", "assignee_id"): Mover(
        "those that run go, ended ones say who had them",
        running_series,
        to_leaver(TaskSeries, "assignee_id", TaskSeries.ended_at.is_(None)),
    ),
    ("task", "handed_by_id"): Mover(DID),
    ("task_comment", "user_id"): Mover(DID),
    ("task_watcher", "user_id"): Mover(HIS),
    ("mention", "user_id"): Mover(HIS),
    ("care_round", "user_id"): Mover("says who was told; the task goes"),
    ("escalation", "user_id"): Mover("says who was told"),
    ("calendar_feed", "user_id"): Mover(HIS),
    ("journey", "owner_id"): Mover(
        "those that run go, ended ones say who had them",
        running("journey", "owner_id"),
        running_back("journey", "owner_id"),
    ),
    ("service_request", "owner_id"): Mover(
        "those that are open go, ended ones say who had them",
        running("service_request", "owner_id", OPEN_REQUESTS),
        running_back("service_request", "owner_id", OPEN_REQUESTS),
    ),
    ("request_step", "user_id"): Mover(DID),
    ("request_step", "to_id"): Mover("says who was told"),
    ("automation", "owner_id"): Mover("he is told of it; who publishes it names another"),
    ("approval", "requester_id"): Mover("what he asked for was his request; a journey's is asked again"),
    ("proposal", "owner_id"): Mover("says who wrote it; who serves the client goes on with it"),
    ("approval_signer", "user_id"): Mover("he signs, his deputy, or his lead once he has left"),
    ("approval_copy", "user_id"): Mover("he was told"),
    ("incoming_mail", "user_id"): Mover(
        "those that wait go",
        waiting_mails,
        to_leaver(IncomingMail, "user_id", IncomingMail.state == "open"),
        "mail_count",
    ),
    ("saved_view", "owner_id"): Mover(
        "those that others use go", shared_rows(SavedView), to_leaver(SavedView, "owner_id"), "view_count"
    ),
    ("report", "owner_id"): Mover(
        "those that others use go", shared_rows(Report), to_leaver(Report, "owner_id"), "view_count"
    ),
    ("dashboard", "owner_id"): Mover(
        "those that others use go", shared_rows(Dashboard), to_leaver(Dashboard, "owner_id"), "view_count"
    ),
    ("interaction", "user_id"): Mover(DID),
    ("interaction_participant", "user_id"): Mover(DID),
    ("client_merge", "user_id"): Mover(DID),
    ("client_distinction", "user_id"): Mover(DID),
    ("unit_break", "settled_by_id"): Mover(DID),
    ("export_job", "decided_by_id"): Mover(DID),
    ("export_job", "user_id"): Mover("a file made for him is for nobody else"),
    ("import_job", "user_id"): Mover("he uploaded it; who may import for the firm sees it"),
    ("notification", "user_id"): Mover(HIS),
    ("mail_address", "user_id"): Mover(HIS),
    ("session", "user_id"): Mover(HIS),
    ("credential", "user_id"): Mover(HIS),
    ("user_role", "user_id"): Mover(HIS),
    ("team_membership", "user_id"): Mover("says where he was when"),
    ("user_account", "deputy_id"): Mover("who acts for others acts until his access ends (users.py)"),
    ("handover", "from_id"): Mover(DID),
    ("handover", "others_to_id"): Mover(DID),
    ("handover", "executed_by_id"): Mover(DID),
    ("handover", "undone_by_id"): Mover(DID),
    ("handover_line", "to_id"): Mover(DID),
    ("fund_order", "seller_id"): Mover("says who sold it, and so who may not hold its return visit"),
    ("return_visit", "visitor_id"): Mover(DID),
    ("service_breach", "owner_id"): Mover("says who served the client then"),
    ("service_by_hand", "asked_by_id"): Mover(DID),
    ("service_by_hand", "decided_by_id"): Mover(DID),
    ("service_by_hand", "ended_by_id"): Mover(DID),
    ("handover_rows", "to_id"): Mover(DID),
}
"""By table and column, in the order in which they go."""
