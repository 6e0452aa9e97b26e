"""Tasks of the demo firm: three years of done ones, and those that are open around the as-of date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from backend.book.demo.clients import EXISTING, DemoClient
from backend.book.demo.contacts import Owners
from backend.book.demo.days import at_hour, working_instant
from backend.book.demo.draws import Draws, draws_of, weighted
from backend.book.demo.ledger import tier_name
from backend.platform.clock import business_date
from backend.systemize.holidays import is_workday, next_workday

# Days between two tasks of an existing client, by tier.
_EVERY = {"uhnw": 35, "hnw": 65, "affluent": 95, "mass": 150}
_AHEAD = 16
_LATE_DAYS = 20
_TITLES = weighted(
    {
        ("季度回访", "了解近况与资金安排，回访后记录互动。"): 30,
        ("解读最新净值", "结合市场说明净值变化，注意风险提示。"): 22,
        ("发送产品运作报告", None): 14,
        ("更新联系方式与地址", "核对手机、邮箱与寄送地址。"): 8,
        ("邀请参加季度策略会", None): 10,
        ("续做风险测评", "测评将到期，请客户重新填写问卷。"): 8,
        ("更新合格投资者证明材料", "资产证明须在有效期内。"): 5,
        ("处理资产证明开具", None): 3,
    }
)
# What is owed to somebody on the way to be a client, by state.
_ON_THE_WAY = {
    "lead": ("补全来源与联系方式", "首次电话沟通"),
    "prospect": ("首次面谈并记录纪要", "签署隐私告知与同意"),
    "qualified": ("完成《风险测评问卷》", "收集合格投资者证明", "提交《投资建议书》初稿"),
    "subscribing": ("合同签署与风险揭示", "核对打款信息", "安排非销售人员回访"),
}
_OUTCOMES = (
    "已完成，客户满意",
    "已联系，无新增需求",
    "已发送材料",
    "客户有追加意向，已记录",
    "完成，下次再跟进",
)
_PRIORITIES = weighted({"normal": 70, "low": 12, "high": 15, "urgent": 3})


@dataclass(frozen=True, slots=True)
class DemoTask:
    """A task; completed_at and outcome of done ones only."""

    id: UUID
    client_id: UUID
    assignee_id: UUID
    title: str
    body: str | None
    state: str
    priority: str
    created_at: datetime
    due_at: datetime
    completed_at: datetime | None = None
    outcome: str | None = None


def make_tasks(
    seed: int, clients: list[DemoClient], aum: dict[UUID, Decimal], owners: Owners, as_of: date
) -> Iterator[DemoTask]:
    """All tasks, client by client: what was due is mostly done, little is late, the next month is open."""
    draws = draws_of(seed, "tasks")
    for client in clients:
        if client.state == EXISTING:
            yield from _service(draws, client, _EVERY[tier_name(aum[client.id])], owners, as_of)
        elif client.state in _ON_THE_WAY:
            yield from _on_the_way(draws, client, owners, as_of)


def _service(draws: Draws, client: DemoClient, every: int, owners: Owners, as_of: date) -> Iterator[DemoTask]:
    """Recurring duties from the first subscription until a month ahead."""
    day = (client.started_on or as_of) + timedelta(days=draws.whole(3, every))
    while day <= as_of + timedelta(days=_AHEAD):
        due = day if is_workday(day) else next_workday(day)
        title, body = draws.pick(_TITLES)
        yield _task(
            draws, client, owners, (title, body), due, due - timedelta(days=draws.whole(5, 12)), as_of
        )
        day += timedelta(days=round(every * (0.6 + 0.8 * draws.random())))


def _on_the_way(draws: Draws, client: DemoClient, owners: Owners, as_of: date) -> Iterator[DemoTask]:
    """The duties of the stages so far, the present one's still open for some."""
    states = list(_ON_THE_WAY)
    known = business_date(client.created_at)
    for state in states[: states.index(client.state) + 1]:
        is_present = state == client.state
        if is_present and not draws.chance(0.45):
            continue
        for title in _ON_THE_WAY[state]:
            due = (
                as_of + timedelta(days=draws.whole(-3, 12))
                if is_present
                else known + timedelta(days=draws.whole(1, 10))
            )
            yield _task(
                draws, client, owners, (title, None), min(due, as_of + timedelta(days=12)), known, as_of
            )


def _task(
    draws: Draws,
    client: DemoClient,
    owners: Owners,
    words: tuple[str, str | None],
    due: date,
    known: date,
    as_of: date,
) -> DemoTask:
    """One task; whether it is done depends on how long ago it was due."""
    latest = as_of - timedelta(days=1)
    created = max(
        working_instant(draws, min(known, latest), min(known, latest)),
        client.created_at + timedelta(minutes=5),
    )
    state = _state(draws, due, as_of)
    completed, outcome = None, None
    if state == "done":
        completed = max(_completed(draws, due, latest), created + timedelta(hours=1))
        outcome = draws.one_of(_OUTCOMES) if draws.chance(0.7) else None
    return DemoTask(
        id=draws.id_at(created),
        client_id=client.id,
        assignee_id=owners.at(client.id, min(due, as_of)),
        title=words[0],
        body=words[1],
        state=state,
        priority=draws.pick(_PRIORITIES),
        created_at=created,
        due_at=at_hour(due, 18),
        completed_at=completed,
        outcome=outcome,
    )


def _state(draws: Draws, due: date, as_of: date) -> str:
    """Open when due from today on (a tenth done early), or lately and still undone; else done, seldom cancelled."""
    if due >= as_of:
        return "done" if draws.chance(0.1) else "open"
    if (as_of - due).days <= _LATE_DAYS and draws.chance(0.12):
        return "open"
    return "cancelled" if draws.chance(0.03) else "done"


def _completed(draws: Draws, due: date, latest: date) -> datetime:
    """Around the due day, mostly before it, never after `latest`."""
    day = min(due + timedelta(days=draws.whole(-5, 2)), latest)
    return working_instant(draws, day, day)
