"""How a caller stands to rows: for each noun the condition of each relation, as SQL.

A relation that cannot hold (nobody's teams, no partner's scope) is absent. Sub-selects do not depend on the row
around them, so the database answers them once and drives from the index of assignments, teams or holdings.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, any_, func, literal_column, or_, select, true, union
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from backend.book.assignments import Assignment
from backend.book.clients import Client
from backend.book.handovers import HandoverLine
from backend.book.ledger import Holding
from backend.book.staff import User
from backend.platform.callers import of_caller
from backend.platform.principal import Principal, Relation
from backend.track.approvals import ApprovalCopy, ApprovalSigner

OWN, TEAM, SCOPE, FIRM = Relation.OWN, Relation.TEAM, Relation.SCOPE, Relation.FIRM
Standing = dict[Relation, ColumnElement[bool]]
"""Conditions by relation; of two that hold the nearer counts. FIRM, where it is, holds always."""


def of_client(principal: Principal, row: Any) -> Standing:
    """Own: he, or whom he stands in for, serves the client now. Team: its team is one of his.

    Scope: it came by one of the key's sources, or holds one of the key's products now.
    """
    scope = principal.scope
    found: Standing = {}
    if scope.user_ids:
        found[OWN] = or_(_among(row.owner_id, principal, "caller_users"), _in_all(row.id, _helped(principal)))
    if scope.team_ids:
        found[TEAM] = _among(row.team_id, principal, "caller_teams")
    inside = []
    if scope.sources:
        inside.append(_among(row.source, principal, "caller_sources"))
    if scope.product_ids:
        # A private fund has at most two hundred holders; the planner would expect an average fund's.
        inside.append(_in_all(row.id, _holders(principal)))
    if inside:
        found[SCOPE] = or_(*inside)
    return {**found, FIRM: true()}


def by_client(principal: Principal, row: Any) -> Standing:
    """As the caller stands to the row's client; a row without a client is the firm's."""
    return {relation: row.client_id.in_(ids) for relation, ids in _clients(principal).items()} | {
        FIRM: true()
    }


def of_ledger(principal: Principal, row: Any) -> Standing:
    """As to the client; but a key that was given products sees of their holders these products only."""
    found = by_client(principal, row)
    scope = principal.scope
    if scope.product_ids:
        of_product = _among(row.product_id, principal, "caller_products") & row.client_id.in_(
            _holders(principal)
        )
        by_source = [row.client_id.in_(_sourced(principal))] if scope.sources else []
        found[SCOPE] = or_(*by_source, of_product)
    return found


def of_task(principal: Principal, row: Any) -> Standing:
    """Own: his, made or handed on by him, or about an own client. Team: about a team's client or a member's task."""
    scope = principal.scope
    found = by_client(principal, row)
    if scope.user_ids:
        mine = _among(row.assignee_id, principal, "caller_users")
        made = _among(row.created_by, principal, "caller_makers")
        handed = _among(row.handed_by_id, principal, "caller_users")
        found[OWN] = or_(mine, made, handed, found[OWN])
    if scope.team_ids:
        member = aliased(User)
        members = select(member.id).where(
            member.firm_id == _firm(principal), _among(member.team_id, principal, "caller_teams")
        )
        found[TEAM] = or_(found[TEAM], row.assignee_id.in_(members.correlate(None)))
    return found


def of_request(principal: Principal, row: Any) -> Standing:
    """Own: his to see to, or of an own client. Team: of a team's client, or a member's to see to."""
    scope = principal.scope
    found = by_client(principal, row)
    if scope.user_ids:
        found[OWN] = or_(_among(row.owner_id, principal, "caller_users"), found[OWN])
    if scope.team_ids:
        member = aliased(User)
        members = select(member.id).where(
            member.firm_id == _firm(principal), _among(member.team_id, principal, "caller_teams")
        )
        found[TEAM] = or_(found[TEAM], row.owner_id.in_(members.correlate(None)))
    return found


def of_approval(principal: Principal, row: Any) -> Standing:
    """Own: asked by him, asked of him, told to him, or about an own client. Team: about a team's, or of a member.

    Deputies stand in here: who decides for somebody has to see what he decides.
    """
    scope = principal.scope
    found = by_client(principal, row)
    if scope.user_ids:
        found[OWN] = or_(
            _among(row.requester_id, principal, "caller_users"),
            row.id.in_(_in_approvals(principal, ApprovalSigner, "caller_users")),
            row.id.in_(_in_approvals(principal, ApprovalCopy, "caller_users")),
            found[OWN],
        )
    if scope.team_ids:
        member = aliased(User)
        members = (
            select(member.id)
            .where(member.firm_id == _firm(principal), _among(member.team_id, principal, "caller_teams"))
            .correlate(None)
        )
        signer = aliased(ApprovalSigner)
        signed = select(signer.approval_id).where(
            signer.firm_id == _firm(principal), signer.user_id.in_(members)
        )
        found[TEAM] = or_(found[TEAM], row.requester_id.in_(members), row.id.in_(signed.correlate(None)))
    return found


def _in_approvals(principal: Principal, part: Any, name: str) -> Select[UUID]:
    """Approvals of which a part names one of the caller's people."""
    named = aliased(part)
    return (
        select(named.approval_id)
        .where(named.firm_id == _firm(principal), _among(named.user_id, principal, name))
        .correlate(None)
    )


def of_household(principal: Principal, row: Any) -> Standing:
    """As the caller stands to the nearest of its members."""
    found: Standing = {}
    for relation, ids in _clients(principal).items():
        member = aliased(Client)
        homes = select(member.household_id).where(
            member.firm_id == _firm(principal), member.household_id.is_not(None), member.id.in_(ids)
        )
        found[relation] = row.id.in_(homes.correlate(None))
    return {**found, FIRM: true()}


def of_user(principal: Principal, row: Any) -> Standing:
    """Own: himself, not whom he stands in for. Team: members of his teams."""
    found: Standing = {}
    if principal.user_id is not None:
        found[OWN] = row.id == of_caller(principal, "caller_id")
    if principal.scope.team_ids:
        found[TEAM] = _among(row.team_id, principal, "caller_teams")
    return {**found, FIRM: true()}


def of_team(principal: Principal, row: Any) -> Standing:
    """Team: his teams and those below."""
    mine = {TEAM: _among(row.id, principal, "caller_teams")} if principal.scope.team_ids else {}
    return {**mine, FIRM: true()}


def of_template(principal: Principal, row: Any) -> Standing:
    """Team: a variant of one of his teams; else the firm's."""
    mine = {TEAM: _among(row.team_id, principal, "caller_teams")} if principal.scope.team_ids else {}
    return {**mine, FIRM: true()}


def of_product(principal: Principal, row: Any) -> Standing:
    """Scope: the key's products, and what the clients of its sources hold now."""
    return _of_fund(principal, row.id)


def of_fund_part(principal: Principal, row: Any) -> Standing:
    """As to the row's product."""
    return _of_fund(principal, row.product_id)


def _of_fund(principal: Principal, product_id: Any) -> Standing:
    scope = principal.scope
    inside = [_among(product_id, principal, "caller_products")] if scope.product_ids else []
    if scope.sources:
        holding = aliased(Holding)
        held = select(holding.product_id).where(
            holding.firm_id == _firm(principal),
            holding.valid_to.is_(None),
            holding.client_id.in_(_sourced(principal)),
        )
        inside.append(product_id.in_(held.correlate(None)))
    return {**({SCOPE: or_(*inside)} if inside else {}), FIRM: true()}


def of_notification(principal: Principal, row: Any) -> Standing:
    """Own: it came to him. There is no other way to somebody's inbox, nor to his mails."""
    return {} if principal.user_id is None else {OWN: row.user_id == of_caller(principal, "caller_id")}


def of_import(principal: Principal, row: Any) -> Standing:
    """Own: he uploaded the file."""
    mine = {} if principal.user_id is None else {OWN: row.user_id == of_caller(principal, "caller_id")}
    return {**mine, FIRM: true()}


def of_export(principal: Principal, row: Any) -> Standing:
    """Own: asked for by himself, not by whom he stands in for."""
    own = {} if principal.user_id is None else {OWN: row.user_id == of_caller(principal, "caller_id")}
    return {**own, FIRM: true()}


def of_handover(principal: Principal, row: Any) -> Standing:
    """Own: planned by him, told to him whose clients go, or done and he follows. Team: of a member of his teams.

    Deputies stand in here: who acts for a receiver has to know what came to him.
    """
    scope = principal.scope
    found: Standing = {}
    if scope.user_ids:
        line = aliased(HandoverLine)
        follows = select(line.handover_id).where(
            line.firm_id == _firm(principal), _among(line.to_id, principal, "caller_users")
        )
        found[OWN] = or_(
            _among(row.created_by, principal, "caller_makers"),
            and_(row.told, _among(row.from_id, principal, "caller_users")),
            and_(
                row.state.in_([literal_column("'executed'"), literal_column("'undone'")]),
                row.id.in_(follows.correlate(None)),
            ),
        )
    if scope.team_ids:
        member = aliased(User)
        members = select(member.id).where(
            member.firm_id == _firm(principal), _among(member.team_id, principal, "caller_teams")
        )
        found[TEAM] = row.from_id.in_(members.correlate(None))
    return {**found, FIRM: true()}


def of_firm(_principal: Principal, _row: Any) -> Standing:
    """Rows that stand to everybody of the firm alike."""
    return {FIRM: true()}


def _clients(principal: Principal) -> dict[Relation, Any]:
    """Ids of the clients that stand in a relation, as sub-selects."""
    scope = principal.scope
    found: dict[Relation, Any] = {}
    if scope.user_ids:
        found[OWN] = _served(principal)
    if scope.team_ids:
        client = aliased(Client)
        found[TEAM] = (
            select(client.id)
            .where(client.firm_id == _firm(principal), _among(client.team_id, principal, "caller_teams"))
            .correlate(None)
        )
    inside = [_sourced(principal)] if scope.sources else []
    inside += [_holders(principal)] if scope.product_ids else []
    if inside:
        found[SCOPE] = inside[0] if len(inside) == 1 else union(*inside)
    return found


def _served(principal: Principal) -> Select[UUID]:
    assignment = aliased(Assignment)
    return (
        select(assignment.client_id)
        .where(
            assignment.firm_id == _firm(principal),
            _among(assignment.user_id, principal, "caller_users"),
            assignment.valid_to.is_(None),
        )
        .correlate(None)
    )


def _helped(principal: Principal) -> Select[UUID]:
    """Clients he serves without being the owner, whom the client's own row names (book/assignments.py)."""
    assignment = aliased(Assignment)
    return (
        select(assignment.client_id)
        .where(
            assignment.firm_id == _firm(principal),
            _among(assignment.user_id, principal, "caller_users"),
            assignment.valid_to.is_(None),
            assignment.role != literal_column("'owner'"),
        )
        .correlate(None)
    )


def _sourced(principal: Principal) -> Select[UUID]:
    client = aliased(Client)
    return (
        select(client.id)
        .where(client.firm_id == _firm(principal), _among(client.source, principal, "caller_sources"))
        .correlate(None)
    )


def _holders(principal: Principal) -> Select[UUID]:
    holding = aliased(Holding)
    return (
        select(holding.client_id)
        .where(
            holding.firm_id == _firm(principal),
            _among(holding.product_id, principal, "caller_products"),
            holding.valid_to.is_(None),
        )
        .correlate(None)
    )


def _in_all(column: Any, ids: Select[UUID]) -> ColumnElement[bool]:
    """Whether a column is among ids that are read before anything else, as one array."""
    found: ColumnElement[bool] = column == any_(func.array(ids.scalar_subquery(), type_=ARRAY(Uuid())))
    return found


def _firm(principal: Principal) -> Any:
    return of_caller(principal, "firm_id")


def _among(column: Any, principal: Principal, name: str) -> ColumnElement[bool]:
    """Whether a column is one of the caller's; an array, so that its length makes no other statement."""
    found: ColumnElement[bool] = column == any_(of_caller(principal, name))
    return found
