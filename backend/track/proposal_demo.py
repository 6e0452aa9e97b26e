"""Proposals of the demo firm, some of every state, each with its issue, its approval, and the way that led there.

Their files are made by the worker as any others: each waits for it from the beginning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.demo.clients import DemoClient
from backend.book.demo.copying import Copier, Row
from backend.book.demo.days import at_hour
from backend.book.demo.draws import Draws, draws_of
from backend.book.demo.population import Population
from backend.book.demo.products import DemoProduct
from backend.track.approval_demo import DemoApprovals
from backend.track.approval_kinds import ApprovalKind
from backend.track.proposal_figures import figures_of
from backend.track.proposal_letters import filled_in
from backend.track.proposal_moves import KIND, hash_of
from backend.track.proposal_of_approval import MARK
from backend.track.proposal_states import DRAFT, ENDED, EXPIRED, IN_REVIEW
from backend.track.proposal_style_content import Style, read_style, shipped_content
from backend.track.proposals import Proposal, ProposalItem, ProposalPrint, ProposalStep, ProposalVersion
from backend.track.suitability_checks import Reason
from backend.track.suitability_content import ALLOWED
from backend.track.suitability_sentences import sentence

WAYS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "draft": (),
    "in_review": (("issue", "in_review"),),
    "released": (("issue", "in_review"), ("release", "released")),
    "sent": (("issue", "in_review"), ("release", "released"), ("send", "sent")),
    "accepted": (("issue", "in_review"), ("release", "released"), ("send", "sent"), ("accept", "accepted")),
    "declined": (("issue", "in_review"), ("release", "released"), ("send", "sent"), ("decline", "declined")),
    "expired": (("issue", "in_review"), ("release", "released"), ("send", "sent"), ("expire", "expired")),
    "withdrawn": (("withdraw", "withdrawn"),),
}
EXAMPLES: Final = tuple(WAYS)
MOST: Final = 40
AMOUNTS: Final = (1_000_000, 2_000_000, 3_000_000)
WHY: Final = {"declined": "锁定期过长，暂不考虑", "withdrawn": "客户资金安排有变"}
SHOWS: Final = (
    *("Client.name", "Client.qualified", "Client.riskLevel", "Client.riskValidUntil", "NavPoint.adjusted"),
    *(
        "NavPoint.date",
        "NavPoint.unit",
        "Product.code",
        "Product.currency",
        "Product.name",
        "Product.navPoints",
    ),
    *("Product.riskLevel", "User.name"),
)


async def write_proposals(session: AsyncSession, copier: Copier, people: Population) -> None:
    """All rows, those first that others refer to."""
    firm_id = session.info["firm_id"]
    kinds = {
        row.key: row
        for row in await session.scalars(select(ApprovalKind).where(ApprovalKind.firm_id == firm_id))
    }
    if KIND not in kinds:
        return
    rows = _Rows(people, DemoApprovals(firm_id, people, kinds, "proposal approvals"))
    made = list(rows.proposals())
    await rows.approvals.put(copier)
    await copier.write(Proposal, (row for row, _ in made))
    await copier.write(ProposalItem, (item for _, items in made for item in items))
    for model in (ProposalVersion, ProposalPrint, ProposalStep):
        await copier.write(model, iter(rows.parts[model]))


class _Rows:
    def __init__(self, people: Population, approvals: DemoApprovals) -> None:
        self._people, self.approvals = people, approvals
        self._draws: Draws = draws_of(0, "proposals")
        self._style: Style = read_style(shipped_content())
        self._compliance = [user.id for user in people.firm.having("compliance")]
        self._names = {user.id: user.name for user in people.firm.users}
        self._navs: dict[UUID, list[tuple[date, Decimal]]] = defaultdict(list)
        for nav in people.navs:
            if nav.on <= people.as_of:
                self._navs[nav.product_id].append((nav.on, nav.adjusted))
        self.parts: dict[Any, list[Row]] = {
            model: [] for model in (ProposalVersion, ProposalPrint, ProposalStep)
        }

    def proposals(self) -> Iterator[tuple[Row, list[Row]]]:
        """Of clients who may be advised, one example after the other."""
        today = self._people.as_of
        able = [
            client
            for client in self._people.clients
            if client.is_qualified
            and client.risk is not None
            and (client.risk_valid_until or today) > today + timedelta(days=40)
            and client.id in self._people.owner_of
        ]
        for n, client in enumerate(able[:MOST]):
            yield self._one(client, EXAMPLES[n % len(EXAMPLES)], n)

    def _one(self, client: DemoClient, state: str, n: int) -> tuple[Row, list[Row]]:
        today = self._people.as_of
        at = at_hour(today - timedelta(days=2 + n % 12), 10)
        owner = self._people.owner_of[client.id]
        id, issued = self._draws.id_at(at), any(act == "issue" for act, _ in WAYS[state])
        until = today - timedelta(days=1) if state == EXPIRED else today + timedelta(days=5 + n % 20)
        funds = self._funds(client)
        items: list[Row] = [
            {
                "id": self._draws.id_at(at), "proposal_id": id, "product_id": fund.id, "share_class_id": None,
                "amount": Decimal(self._draws.one_of(AMOUNTS)), "note": None, "place": place, "order_id": None,
            }
            for place, fund in enumerate(funds)
        ]  # fmt: skip
        approval = None
        if issued:
            version_id = self._issue(id, client, owner, at, until, list(zip(funds, items, strict=True)))
            approval = self.approvals.write(
                KIND, "pending" if state == IN_REVIEW else "approved", "投资建议书 V1", {}, owner, at,
                self._compliance, [], client_id=client.id, entry=f"{MARK}{version_id}",
            )  # fmt: skip
        last = self._steps(id, state, at, owner)
        sent = state in {"sent", "accepted", "declined", "expired"}
        row = {
            "id": id, "client_id": client.id, "owner_id": owner, "title": "投资建议书", "language": "zh-CN",
            "state": state, "valid_until": until,
            "sections": [{"key": key, "on": on} for key, on in self._style.sections],
            "letter": self._style.letters[0].text.zh, "needs": [], "number": int(issued), "approval_id": approval,
            "channel": "meeting" if sent else None, "reason": WHY.get(state), "sent_at": last if sent else None,
            "answered_at": last if state in {"accepted", "declined"} else None,
            "ended_at": last if state in ENDED else None, "version": 1 + len(WAYS[state]), "created_at": at,
            "created_by": f"user:{owner}", "updated_at": last,
        }  # fmt: skip
        return row, items

    def _funds(self, client: DemoClient) -> list[DemoProduct]:
        """One or two that he may be offered by his level."""
        able = [fund for fund in self._people.products if client.risk and fund.risk <= int(client.risk[1])]
        able = able or sorted(self._people.products, key=lambda fund: fund.risk)[:1]
        first = self._draws.one_of(able)
        second = self._draws.one_of(able)
        return [first] if second.id == first.id else [first, second]

    def _issue(
        self, id: UUID, client: DemoClient, owner: UUID, at: datetime, until: date,
        chosen: list[tuple[DemoProduct, Row]],
    ) -> UUID:  # fmt: skip
        content = self._content(client, owner, at.date(), until, chosen)
        version_id = self._draws.id_at(at)
        self.parts[ProposalVersion].append(
            {
                "id": version_id, "proposal_id": id, "number": 1, "content": content, "hash": hash_of(content),
                "shows": list(SHOWS), "issued_by": f"user:{owner}", "issued_at": at,
            }
        )  # fmt: skip
        self.parts[ProposalPrint].append(
            {
                "id": self._draws.id_at(at), "version_id": version_id, "file_id": None, "digest": None, "size": None,
                "pages": None, "tries": 0, "fault": None, "due_at": at, "runner": None, "printed_at": None,
            }
        )  # fmt: skip
        return version_id

    def _content(
        self, client: DemoClient, owner: UUID, on: date, until: date, chosen: list[tuple[DemoProduct, Row]]
    ) -> dict[str, Any]:
        style, whole = self._style, sum((item["amount"] for _, item in chosen), Decimal(0))
        items = [self._item(client, fund, item["amount"], whole) for fund, item in chosen]
        values: dict[str, str | None] = {
            "client": client.name, "level": client.risk, "products": "、".join(each["name"] for each in items),
            "maker": self._names[owner], "firm": style.company.zh, "date": on.isoformat(),
            "valid_until": until.isoformat(),
        }  # fmt: skip
        return {
            "language": "zh-CN", "title": "投资建议书", "number": 1, "issued_on": on.isoformat(),
            "valid_until": until.isoformat(),
            "as_of": min((each["figures"]["as_of"] for each in items if each["figures"]), default=None),
            "client": {
                "name": client.name, "level": client.risk, "professional": False,
                "level_until": client.risk_valid_until.isoformat() if client.risk_valid_until else None,
            },
            "sections": [key for key, shown in style.sections if shown],
            "letter": filled_in(style.letters[0].text.zh, values, "letter"), "needs": [], "items": items,
            "totals": [{"currency": "CNY", "amount": str(whole)}], "rules": 1,
            "style": {"number": 1, "on": on.isoformat()},
            "brand": {
                "company": style.company.zh, "logo": None, "colour": style.colour, "accent": style.accent,
                "footer": style.footer.zh,
            },
            "disclosure": style.disclosure.zh, "disclaimer": style.disclaimer.zh,
        }  # fmt: skip

    def _item(self, client: DemoClient, fund: DemoProduct, amount: Decimal, whole: Decimal) -> dict[str, Any]:
        risk = f"R{fund.risk}"
        reason = Reason("grid_allowed", ALLOWED, {"level": client.risk, "risk": risk})
        return {
            "code": fund.code, "name": fund.name, "share_class": None, "currency": "CNY", "risk": risk,
            "amount": str(amount), "weight": str((amount / whole).quantize(Decimal("0.000001"))), "note": None,
            "rule": reason.rule, "reasons": [sentence(reason, "zh-CN")],
            "figures": figures_of(sorted(self._navs[fund.id]), fund.nav), "fees": None,
        }  # fmt: skip

    def _steps(self, id: UUID, state: str, at: datetime, owner: UUID) -> datetime:
        """The way to where it stands; the instant of the last move."""
        before: str | None = None
        for act, after in (("create", DRAFT), *WAYS[state]):
            by = "system:demo" if act == "expire" else f"user:{owner}"
            self.parts[ProposalStep].append(
                {
                    "id": self._draws.id_at(at), "proposal_id": id, "act": act, "before": before, "after": after,
                    "number": int(act not in {"create", "withdraw"}), "at": at, "by": by,
                    "reason": WHY.get(after) or ("meeting" if act == "send" else None),
                }
            )  # fmt: skip
            before, at = after, at + timedelta(hours=3)
        return at - timedelta(hours=3)
