"""Approvals of a journey's stage: asked for when it is entered, once for each stay, and what is missing of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.clients import Client
from backend.book.lookup import actor_id
from backend.platform.errors import bad_input
from backend.platform.versions import locked_at, touch
from backend.track.approval_asking import begin, hand_in, take_back
from backend.track.approval_content import CLIENT, JOURNEY
from backend.track.approval_guards import changed_fields
from backend.track.approval_kinds import ApprovalKind, kind_content
from backend.track.approval_rounds import is_decidable
from backend.track.approval_rules import APPROVED, UNDECIDED, VOIDED
from backend.track.approvals import Approval
from backend.track.journeys import Journey, StageVisit
from backend.track.template_content import Stage
from backend.track.templates import content_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """One approval that a stage asks for. approval: the latest of this stay, None: none could be asked."""

    key: str
    zh: str
    en: str
    approval: Approval | None
    state: str

    @property
    def granted(self) -> bool:
        """Whether it holds the journey no more."""
        return self.state == APPROVED


async def ask_for_stage(session: AsyncSession, journey: Journey, stage: Stage) -> list[Approval]:
    """Ask for what the stage wants, each once for this stay; where nobody could decide, it stays a draft.

    The requester is whoever is responsible for the journey, whoever moved it.
    """
    if not stage.approvals:
        return []
    entry = (await entries_of(session, [journey.id])).get(journey.id)
    kinds = await kinds_by_key(session, stage.approvals)
    made = []
    for key in stage.approvals:
        kind = kinds.get(key)
        mark = f"{entry}:{key}"
        if kind is None or kind.archived_at is not None or await _there(session, journey.firm_id, mark):
            continue
        made.append(await _ask(session, journey, kind, mark))
    return made


async def ask_again(session: AsyncSession, id: UUID, version: int, key: str) -> Approval:
    """Ask anew for what was rejected, withdrawn, voided or has lapsed in the stage that a journey is in.

    Raises Refused: NOT_FOUND, CONFLICT; BAD_USER_INPUT: `choice` for what the stage does not want, `approval_open`
    while the last one is undecided or granted, `approval_archived`.
    """
    journey = await locked_at(session, Journey, id, version)
    if journey.state != "open":
        raise bad_input("state", "state")
    kind = (await kinds_by_key(session, [key])).get(key)
    content = await content_of(session, journey.template_id, journey.template_number)
    stage = content.stage(journey.stage)
    if kind is None or stage is None or key not in stage.approvals:
        raise bad_input("kind", "choice")
    if kind.archived_at is not None:
        raise bad_input("kind", "approval_archived")
    before = wanted_in(stage, (await asked_by(session, [journey.id]))[journey.id], {key: kind})
    last = next(each for each in before if each.key == key)
    if last.approval is not None and last.state in (*UNDECIDED, APPROVED):
        raise bad_input("kind", "approval_open")
    entry = (await entries_of(session, [journey.id])).get(journey.id)
    mark = f"{entry}:{key}" if last.approval is None else f"{entry}:{key}:{last.approval.id.hex}"
    made = await _ask(session, journey, kind, mark)
    touch(journey, version)
    await session.flush()
    return made


@dataclass(frozen=True, slots=True)
class Asked:
    """What a journey asked for in its present stay: the latest of each kind, and guarded fields that changed since."""

    latest: Mapping[str, Approval]
    changed: Mapping[UUID, str]


async def asked_by(session: AsyncSession, journey_ids: Sequence[UUID]) -> dict[UUID, Asked]:
    """What journeys asked for in the stay they are in; in a constant number of statements."""
    entries = await entries_of(session, journey_ids)
    rows = await session.scalars(
        select(Approval)
        .where(
            Approval.firm_id == session.info["firm_id"],
            Approval.journey_id.in_(journey_ids),
            Approval.entry.is_not(None),
        )
        .order_by(Approval.id)
    )
    latest: dict[UUID, dict[str, Approval]] = {id: {} for id in journey_ids}
    for row in rows:
        entry, key = (row.entry or "").split(":")[:2]
        if row.journey_id is not None and entry == str(entries.get(row.journey_id)):
            latest[row.journey_id][key] = row
    changed = await changed_fields(session, [row for of in latest.values() for row in of.values()])
    return {id: Asked(of, changed) for id, of in latest.items()}


async def wanted_of(session: AsyncSession, journey: Journey, stage: Stage) -> list[Wanted]:
    """What the stage wants and how each stands, in its order; one whose subject changed counts as voided."""
    if not stage.approvals:
        return []
    asked = (await asked_by(session, [journey.id]))[journey.id]
    return wanted_in(stage, asked, await kinds_by_key(session, stage.approvals))


def wanted_in(stage: Stage, asked: Asked, kinds: Mapping[str, ApprovalKind]) -> list[Wanted]:
    """What a stage wants and how each stands. kinds: by key."""
    return [_wanted(key, kinds.get(key), asked) for key in stage.approvals]


def _wanted(key: str, kind: ApprovalKind | None, asked: Asked) -> Wanted:
    zh, en = (key, key) if kind is None else (kind.zh, kind.en)
    approval = asked.latest.get(key)
    if approval is None:
        return Wanted(key, zh, en, None, "draft")
    return Wanted(key, zh, en, approval, VOIDED if approval.id in asked.changed else approval.state)


async def end_for_stage(session: AsyncSession, journey: Journey, note: str, keep: Sequence[str] = ()) -> None:
    """What is still undecided of the present stage is taken back: the journey leaves it, or it is not wanted there.

    keep: keys of kinds that stay.
    """
    rows = await session.scalars(
        select(Approval)
        .where(
            Approval.firm_id == journey.firm_id,
            Approval.journey_id == journey.id,
            Approval.entry.is_not(None),
            Approval.state.in_(UNDECIDED),
        )
        .order_by(Approval.id)
        .with_for_update()
    )
    for approval in rows.all():
        if _key_in(approval) not in keep:
            await take_back(session, approval, note)


async def entries_of(session: AsyncSession, journey_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The stay with which each entered its stage: a rest, or a newer version of the same stage, begins none."""
    rows = await session.scalars(
        select(StageVisit)
        .where(StageVisit.firm_id == session.info["firm_id"], StageVisit.journey_id.in_(journey_ids))
        .order_by(StageVisit.journey_id, StageVisit.entered_at, StageVisit.id)
    )
    found: dict[UUID, UUID] = {}
    at: dict[UUID, str] = {}
    for visit in rows:
        same = at.get(visit.journey_id) == visit.stage
        if not (same and visit.direction in ("resume", "migrate")):
            found[visit.journey_id] = visit.id
        at[visit.journey_id] = visit.stage
    return found


async def hold_kinds(session: AsyncSession, stages: Sequence[Stage]) -> None:
    """Kinds that stages name are there and about a journey or its client. Raises Refused(BAD_USER_INPUT)."""
    kinds = await kinds_by_key(session, [key for stage in stages for key in stage.approvals])
    for stage in stages:
        for n, key in enumerate(stage.approvals):
            kind = kinds.get(key)
            if kind is None or kind.subject not in (CLIENT, JOURNEY):
                raise bad_input(f"stages.{stage.place}.approvals.{n}", "choice")


def _key_in(approval: Approval) -> str:
    return (approval.entry or "").split(":")[1]


async def _ask(session: AsyncSession, journey: Journey, kind: ApprovalKind, mark: str) -> Approval:
    client = await session.scalar(
        select(Client).where(Client.firm_id == journey.firm_id, Client.id == journey.client_id)
    )
    assert client is not None
    approval = await begin(
        session,
        kind.id,
        f"{kind.zh} · {journey.stage_zh}",
        subject_id=journey.id if kind.subject == JOURNEY else client.id,
        requester_id=journey.owner_id,
        entry=mark,
        stage=journey.stage,
    )
    approval.journey_id = journey.id
    approval.asked_by_id = actor_id(session)
    # Where nobody could decide it waits as a draft, holds the journey, and its requester hands it in later.
    if await is_decidable(session, approval, await kind_content(session, kind.id, kind.number)):
        await hand_in(session, approval, None)
    return approval


async def kinds_by_key(session: AsyncSession, keys: Sequence[str] | None = None) -> dict[str, ApprovalKind]:
    """Kinds of the firm by their keys; None: all of them."""
    statement = select(ApprovalKind).where(ApprovalKind.firm_id == session.info["firm_id"])
    if keys is not None:
        statement = statement.where(ApprovalKind.key.in_(set(keys)))
    return {row.key: row for row in await session.scalars(statement)}


async def _there(session: AsyncSession, firm_id: UUID, mark: str) -> bool:
    statement = select(Approval.id).where(Approval.firm_id == firm_id, Approval.entry == mark)
    return await session.scalar(statement) is not None
