"""Approvals of the demo firm: of journeys that sign and pay, and some of every state that people asked for by hand.

Byte-stable for size, seed and date, apart from the ids of kinds and of the firm, which each firm makes anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.copying import Copier
from backend.book.demo.days import at_hour
from backend.book.demo.draws import Draws, draws_of
from backend.book.demo.population import SEED, Population
from backend.track.approval_chain import START, form_hash, hash_of
from backend.track.approval_kinds import ApprovalKind, shipped
from backend.track.approval_rules import ACTIVE, CLOSED, FAILED, OPEN, PASSED, SKIPPED, YES
from backend.track.approvals import Approval, ApprovalAct, ApprovalCopy, ApprovalSigner, ApprovalStep
from backend.track.journeys import Journey, StageVisit

Row = dict[str, Any]
MATTERS: Final = (
    ("客户答谢会场地", "答谢会场地与茶歇"),
    ("差旅报销", "深圳客户拜访差旅"),
    ("宣传册印刷", "新产品宣传册 500 份"),
    ("办公设备采购", "会议室投影仪"),
    ("外部讲师费用", "宏观策略分享会讲师费"),
)
BY_HAND: Final = (
    *("pending", "pending", "approved", "rejected", "returned", "withdrawn", "expired", "draft"),
    *("approved", "pending"),
)
SAID: Final = {"approve": "同意", "reject": "预算不足，暂缓", "return": "请补充报价单"}
MOST_OF_JOURNEYS: Final = 60


async def write_approvals(session: AsyncSession, copier: Copier, people: Population) -> None:
    """Write the approvals of the demo firm, after its journeys; the firm has the shipped kinds already."""
    firm_id = session.info["firm_id"]
    kinds = {
        row.key: row
        for row in await session.scalars(select(ApprovalKind).where(ApprovalKind.firm_id == firm_id))
    }
    if not kinds:
        return
    rows = (
        await session.execute(
            select(Journey, StageVisit.id)
            .join(StageVisit, (StageVisit.firm_id == firm_id) & (StageVisit.journey_id == Journey.id))
            .where(
                Journey.firm_id == firm_id,
                Journey.stage == "sign",
                Journey.state == "open",
                StageVisit.left_at.is_(None),
            )
            .order_by(Journey.id)
            .limit(MOST_OF_JOURNEYS)
        )
    ).all()
    made = DemoApprovals(firm_id, people, kinds)
    for journey, visit_id in rows:
        made.of_journey(journey, visit_id)
    made.by_hand()
    await made.put(copier)


class DemoApprovals:
    """Draws approvals, each with the chain that it would have."""

    def __init__(
        self, firm_id: UUID, people: Population, kinds: Mapping[str, ApprovalKind], of: str = "approvals"
    ) -> None:
        self._firm_id, self._people, self._kinds = firm_id, people, kinds
        self._draws: Draws = draws_of(SEED, of)
        self._now = at_hour(people.as_of, 9)
        self.rows: dict[Any, list[Row]] = {
            model: [] for model in (Approval, ApprovalStep, ApprovalSigner, ApprovalCopy, ApprovalAct)
        }

    async def put(self, copier: Copier) -> None:
        """Write all of them, those first that others refer to."""
        for model in (Approval, ApprovalStep, ApprovalSigner, ApprovalCopy, ApprovalAct):
            await copier.write(model, iter(self.rows[model]))

    def of_journey(self, journey: Journey, visit_id: UUID) -> None:
        """Legal and finance, asked when the stage was entered."""
        for key, role in (("legal_signing", "legal"), ("finance_payment", "finance")):
            signers = [user.id for user in self._people.firm.having(role)]
            state = "approved" if self._draws.chance(0.5) else "pending"
            self.write(
                key, state, f"{self._kinds[key].zh} · {journey.stage_zh}", {}, journey.owner_id, journey.entered_at,
                signers, [], journey_id=journey.id, client_id=journey.client_id, stage=journey.stage,
                entry=f"{visit_id}:{key}",
            )  # fmt: skip

    def by_hand(self) -> None:
        """What managers asked for: a lead decides, then an executive."""
        firm = self._people.firm
        leads = {team.name: team.lead_id for team in firm.teams}
        managers = [
            user
            for user in firm.having("client_manager")
            if leads.get(user.team or "") not in (None, user.id)
        ]
        executives = [user.id for user in firm.having("executive")]
        for n, state in enumerate(BY_HAND * 3 if managers and executives else ()):
            who = managers[n % len(managers)]
            title, matter = MATTERS[n % len(MATTERS)]
            form = {"matter": matter, "amount": f"{self._draws.whole(8, 90) * 100}.00"}
            at = self._now - timedelta(days=1 + n, hours=self._draws.whole(0, 6))
            lead = leads[who.team or ""]
            self.write("general", state, title, form, who.id, at, [lead], executives)

    def write(
        self,
        key: str,
        state: str,
        title: str,
        form: dict[str, str],
        requester: UUID,
        at: datetime,
        first: Sequence[UUID],
        second: Sequence[UUID],
        **about: Any,
    ) -> UUID:
        """One approval with the chain that it would have; its id. second: who decides after the first."""
        kind, content = self._kinds[key], shipped()[key]
        id, handed_in = self._draws.id_at(at), state != "draft"
        decided = self._draws.one_of(first)
        acts: list[Row] = [{"act": "draft", "user_id": requester, "at": at}]
        if handed_in:
            detail = form_hash(title, form)
            acts.append({"act": "submit", "user_id": requester, "at": at, "detail": detail})
        later = min(at + timedelta(hours=5), self._now)
        outcome = {"approved": "approve", "rejected": "reject", "returned": "return"}.get(state)
        step = content["steps"][0]["key"]
        if outcome is not None:
            acts.append(
                {"act": outcome, "user_id": decided, "at": later, "step": step, "comment": SAID[outcome]}
            )
            if second and state == "approved":
                at_last = min(later + timedelta(hours=3), self._now)
                more = {"step": content["steps"][1]["key"], "comment": "同意"}
                acts.append({"act": "approve", "user_id": second[0], "at": at_last, **more})
        elif state in ("withdrawn", "expired"):
            by = requester if state == "withdrawn" else None
            acts.append(
                {"act": {"withdrawn": "withdraw", "expired": "expire"}[state], "user_id": by, "at": later}
            )
        due = self._steps(id, content, state, at, decided, first, second, later) if handed_in else None
        ended = None if state in ("draft", "pending", "returned") else acts[-1]["at"]
        self._chain(id, acts, 1 if handed_in else 0)
        self.rows[Approval].append(
            {
                "id": id, "kind_id": kind.id, "kind_number": 1, "zh": kind.zh, "en": kind.en, "subject": kind.subject,
                "state": state, "title": title, "form": form, "client_id": None, "journey_id": None,
                "document_id": None, "stage": None, "entry": None, "requester_id": requester,
                "asked_by_id": requester if handed_in else None, "round": 1 if handed_in else 0, "acts": len(acts),
                "submitted_at": at if handed_in else None, "due_at": due if state == "pending" else None,
                "expires_at": at + timedelta(days=400) if handed_in else None, "ended_at": ended, "void_field": None,
                "version": len(acts), "created_at": at, "created_by": f"user:{requester}",
                "updated_at": acts[-1]["at"], **about,
            }
        )  # fmt: skip
        return id

    def _steps(
        self,
        id: UUID,
        content: Mapping[str, Any],
        state: str,
        at: datetime,
        decided: UUID,
        first: Sequence[UUID],
        second: Sequence[UUID],
        later: datetime,
    ) -> datetime:
        due = at + timedelta(days=2)
        for place, people in enumerate(each for each in (first, second) if each):
            said = content["steps"][place]
            passed = state == "approved"
            open_now = state == "pending" and place == 0
            ends = {"approved": PASSED, "rejected": FAILED}.get(state, CLOSED)
            where = (
                OPEN
                if open_now
                else "waiting"
                if state == "pending"
                else ends
                if place == 0 or passed
                else CLOSED
            )
            step_id = self._draws.id_at(at)
            self.rows[ApprovalStep].append(
                {
                    "id": step_id, "approval_id": id, "round": 1, "place": place, "batch": place, "key": said["key"],
                    "zh": said["zh"], "en": said["en"], "mode": said["mode"], "quorum": said["quorum"], "state": where,
                    "may_add": True, "may_transfer": True, "may_return": True, "days": said["days"],
                    "opened_at": at if place == 0 or passed else None, "due_at": due if place == 0 or passed else None,
                    "ended_at": None if state == "pending" else later,
                }
            )  # fmt: skip
            who = decided if place == 0 else people[0]
            voice = {"approved": YES, "rejected": "rejected", "returned": "returned"}.get(state)
            for user_id in people:
                spoke = user_id == who and voice is not None and (place == 0 or passed)
                signer = self._signer(id, step_id, user_id, at, due, open_now, spoke, voice, later)
                self.rows[ApprovalSigner].append(signer)
        return due

    def _signer(
        self, id: UUID, step_id: UUID, user_id: UUID, at: datetime, due: datetime, open_now: bool, spoke: bool,
        voice: str | None, later: datetime,
    ) -> Row:  # fmt: skip
        state = voice if spoke else ACTIVE if open_now else SKIPPED
        comment = SAID[{YES: "approve", "rejected": "reject", "returned": "return"}[voice or YES]]
        return {
            "id": self._draws.id_at(at), "approval_id": id, "step_id": step_id, "round": 1, "user_id": user_id,
            "from_id": None, "added_by_id": None, "after_id": None, "state": state,
            "comment": comment if spoke else None,
            "decided_at": later if spoke else None, "decided_by_id": user_id if spoke else None,
            "half_at": at + timedelta(days=1) if open_now else None, "due_at": due if open_now else None,
            "late_at": due + timedelta(days=1) if open_now else None,
            # What was due before the firm was there was not told to anybody, and need not be any more.
            "half_told": True, "due_told": True, "late_told": True,
        }  # fmt: skip

    def _chain(self, id: UUID, acts: Sequence[Row], round: int) -> None:
        before = START
        for number, said in enumerate(acts, 1):
            user_id = said.get("user_id")
            row = {
                "for_id": None, "to_id": None, "step": None, "comment": None, "detail": None, **said,
                "id": self._draws.id_at(said["at"]), "approval_id": id, "number": number,
                "round": 0 if said["act"] == "draft" else round, "before": before,
                "actor": f"user:{user_id}" if user_id else "system:keep_approvals", "user_id": user_id,
            }  # fmt: skip
            row["hash"] = hash_of(ApprovalAct(firm_id=self._firm_id, **row))
            before = row["hash"]
            self.rows[ApprovalAct].append(row)
