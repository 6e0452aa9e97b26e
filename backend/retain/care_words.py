"""Words of the tasks that care makes. None says which day it is: more people read a task than a birthday."""

from __future__ import annotations

from typing import Final

TITLE: Final = ("客户关怀：有日子临近", "Care: a day of the client comes near")
BODY: Final = (
    "是什么日子、怎样做，见客户的「关怀」页签；只对有权查看的人显示。",
    "Which day it is, and what to do, is told on the client's tab “Care” to whoever may read it.",
)
WITHDRAWN: Final = (
    "日期已更正，或客户不再需要关怀，自动撤回",
    "Withdrawn: the date was corrected, or the client is cared for no more",
)


def said(pair: tuple[str, str], locale: str | None) -> str:
    """In a reader's language."""
    return pair[0] if (locale or "zh-CN").startswith("zh") else pair[1]


def round_title(locale: str | None, zh: str, en: str, count: int) -> str:
    """Of the task about a festival."""
    return said((f"{zh}问候：{count} 位客户", f"Greetings for {en}: {count} clients"), locale)
