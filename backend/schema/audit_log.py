"""The audit of the firm as one list: who did what to whom, when, from where and why, the newest first."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import strawberry
from sqlalchemy import ColumnElement, Text, Uuid, and_, or_

from backend.graph.connections import Connection, Info
from backend.graph.engine.drafts import Draft
from backend.graph.engine.givens import Arguments
from backend.graph.engine.objects import declared
from backend.graph.engine.paging import Paged
from backend.graph.lists import RootList, listed
from backend.graph.pages import SortKey
from backend.graph.rights import demand
from backend.platform.audit import AuditEntry as AuditRow
from backend.platform.errors import bad_input
from backend.platform.ids import first_uuid7, own_id
from backend.schema.audit import AUDIT, AuditEntry


@strawberry.enum
class AuditKind(enum.Enum):
    """What kind of act somebody looks for."""

    CHANGES = "changes"
    READS = "reads"
    TAKEN_OUT = "takenOut"
    SIGN_INS = "signIns"
    ACCESS = "access"
    IN_BULK = "inBulk"


_CHANGES: Final = ("insert", "create", "update", "delete", "archive")
_SIGN_INS: Final = (
    *("login", "login_failed", "logout", "step_up", "proof_failed", "unlock"),
    *("change_password", "reset_password", "begin_totp", "confirm_totp", "remove_totp"),
)
_ACCESS: Final = ("user_account", "api_key", "policy_version", "policy_rule", "user_role", "access_request")
_BULK: Final = ("import", "merge", "unmerge", "hand_over", "hand_back", "move_clients")


def _bound(kind: AuditKind) -> ColumnElement[bool]:
    action, noun = AuditRow.action, AuditRow.noun
    bounds: Mapping[AuditKind, ColumnElement[bool]] = {
        AuditKind.CHANGES: action.in_(_CHANGES),
        AuditKind.READS: action == "reveal",
        AuditKind.TAKEN_OUT: or_(action.in_(("export", "download")), noun == "export_job"),
        AuditKind.SIGN_INS: action.in_(_SIGN_INS),
        AuditKind.ACCESS: and_(noun.in_(_ACCESS), action.not_in(_SIGN_INS)),
        AuditKind.IN_BULK: or_(action.in_(_BULK), noun.in_(("import_job", "handover"))),
    }
    return bounds[kind]


def audit_log_listed(draft: Draft, arguments: Arguments) -> Paged:
    """Entries, the newest first. Raises FORBIDDEN for what is asked by and may not be read; BAD_USER_INPUT."""
    bounds: list[Any] = []
    if arguments["kind"].is_there:
        demand(draft.context, "AuditEntry", "AuditEntry.action")
        demand(draft.context, "AuditEntry", "AuditEntry.type")
        bounds.append(_bound(arguments["kind"].literal(draft.context)))
    if arguments["by"].is_there:
        demand(draft.context, "AuditEntry", "AuditEntry.actor")
        bounds.append(
            AuditRow.actor == draft.bind(arguments["by"], Text(), lambda text, _context: _actor(text))
        )
    if arguments["client"].is_there:
        demand(draft.context, "AuditEntry", "AuditEntry.client")
        client = draft.bind(arguments["client"], Uuid(), lambda text, _context: own_id("client", text))
        bounds.append(AuditRow.client_id == client)
    if arguments["ip"].is_there:
        demand(draft.context, "AuditEntry", "AuditEntry.ip")
        bounds.append(AuditRow.ip == draft.bind(arguments["ip"], Text()))
    # By the id, which is made with the entry and by which the months are kept apart.
    for name, holds in (("since", AuditRow.id.__ge__), ("until", AuditRow.id.__lt__)):
        if arguments[name].is_there:
            demand(draft.context, "AuditEntry", "AuditEntry.at")
            bounds.append(holds(draft.bind(arguments[name], Uuid(), lambda at, _context: first_uuid7(at))))
    keys = (SortKey(AuditRow.id, descending=True),)
    return Paged(AUDIT, tuple(bounds), keys, "auditLog")


def _actor(text: str) -> str:
    """`user:<id>` as rows have it. Raises Refused(BAD_USER_INPUT, bad_id) for what is neither a person nor a key."""
    kind = text.partition("_")[0]
    if kind not in {"user", "key"}:
        raise bad_input("by", "bad_id")
    return f"{kind}:{own_id(kind, text)}"


@strawberry.type
class AuditLogQueries:
    """The audit of the firm."""

    @declared(RootList(audit_log_listed))
    async def audit_log(
        self, info: Info, kind: AuditKind | None = None, by: strawberry.ID | None = None,
        client: strawberry.ID | None = None, ip: str | None = None, since: datetime | None = None,
        until: datetime | None = None, first: int = 20, after: str | None = None,
    ) -> Connection[AuditEntry]:  # fmt: skip
        """What was done in the firm, the newest first; by: a person or a key; since inclusive, until exclusive."""
        return await listed(info, audit_log_listed, first, after)
