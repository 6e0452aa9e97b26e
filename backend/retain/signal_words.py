"""Words of the tasks that signals make, in the language of whoever gets them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Final

from sqlalchemy import text

from backend.retain.signal_content import DrawdownRules, said

KEEP: Final = text(
    "update drawdown d set task_id = x.task_id"
    " from unnest(cast(:ids as uuid[]), cast(:tasks as uuid[])) as x(id, task_id)"
    " where d.firm_id = :firm and d.id = x.id"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A fall as a task tells it; `drawdowns.Drawdown` says what each is."""

    fund: str
    fall: Decimal
    deepest: Decimal
    level: int
    opened_on: date
    as_of: date
    basis: str


def percent(ratio: Decimal) -> str:
    """`-10.01%`: cut, not rounded, so that a fall just short of a level is not read as one."""
    return f"-{(ratio * 100).quantize(Decimal('0.01'), ROUND_DOWN)}%"


def _zh(locale: str) -> bool:
    return locale.startswith("zh")


def title(locale: str, lines: Sequence[Line]) -> str:
    """What the task is called. lines: the deepest first."""
    first = f"{lines[0].fund} {percent(lines[0].fall)}"
    if len(lines) == 1:
        return f"客户安抚沟通：{first}" if _zh(locale) else f"Reassure the client: {first}"
    more = len(lines) - 1
    return (
        f"客户安抚沟通：{first} 等 {len(lines)} 只产品"
        if _zh(locale)
        else f"Reassure the client: {first} and {more} more"
    )


def body(locale: str, rules: DrawdownRules, lines: Sequence[Line]) -> str:
    """Each fund with its figures, then what can be said, by the deepest level."""
    told = [_line(locale, line) for line in lines]
    deepest = max(lines, key=lambda line: (line.level, line.deepest))
    alert = rules.alerts[min(max(deepest.level, 1), len(rules.alerts)) - 1]
    talk = said(
        alert.talk.of(locale),
        {
            "fund": deepest.fund,
            "fall": percent(deepest.fall),
            "since": deepest.opened_on.isoformat(),
            "navDate": deepest.as_of.isoformat(),
        },
    )
    head = "沟通要点" if _zh(locale) else "Talking points"
    return "\n".join([*told, "", f"{head}：" if _zh(locale) else f"{head}:", talk])


def _line(locale: str, line: Line) -> str:
    if _zh(locale):
        basis = {"purchase": "自买入以来高点", "product": "自产品高点", "cost": "相对成本"}[line.basis]
        return (
            f"• {line.fund}：{basis}回撤 {percent(line.fall)}，最深 {percent(line.deepest)}"
            f"（净值日 {line.as_of.isoformat()}，买入日 {line.opened_on.isoformat()}）"
        )
    basis = {
        "purchase": "from the high since the purchase",
        "product": "from the fund's high",
        "cost": "against cost",
    }[line.basis]
    return (
        f"• {line.fund}: {percent(line.fall)} {basis}, deepest {percent(line.deepest)}"
        f" (NAV of {line.as_of.isoformat()}, bought {line.opened_on.isoformat()})"
    )


def withdrawn(locale: str, states: Collection[str]) -> str:
    """Why a task was withdrawn."""
    if "withdrawn" in states:
        return (
            "净值更正或份额变动后不再触发，自动撤回"
            if _zh(locale)
            else "Withdrawn: by corrected NAVs or other units there is no alarm"
        )
    return "客户已不再持有，自动撤回" if _zh(locale) else "Withdrawn: the client holds the fund no more"


def answered(locale: str) -> str:
    """Why a task of the wake-up flow ended."""
    return "客户已有互动，唤醒结束" if _zh(locale) else "The client answered; the wake-up ended"


def unanswered(locale: str) -> str:
    """Why a task of the wake-up flow ended without an answer."""
    return "唤醒结束，客户未回应" if _zh(locale) else "The wake-up ended without an answer"
