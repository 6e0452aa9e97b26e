"""What `startrail doctor` says: findings in both languages, each with its mend, as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from rich.console import Console
from rich.table import Table


class State(StrEnum):
    """ok; warning: works, but something should be done; wrong: must be mended."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


STYLES = {State.OK: "green", State.WARNING: "yellow", State.WRONG: "bold red"}


@dataclass(frozen=True)
class Finding:
    """One check's answer. check: stable name, for programs; zh, en: what was found; mend_*: what to do."""

    check: str
    state: State
    zh: str
    en: str
    mend_zh: str = ""
    mend_en: str = ""


def good(check: str, zh: str, en: str) -> Finding:
    """Nothing to do."""
    return Finding(check, State.OK, zh, en)


def exit_code(findings: Sequence[Finding]) -> int:
    """1 when anything is wrong; warnings do not count."""
    return int(any(finding.state == State.WRONG for finding in findings))


def as_json(findings: Sequence[Finding]) -> str:
    """A list of objects, and the exit code."""
    told = {"exit": exit_code(findings), "findings": [asdict(finding) for finding in findings]}
    return json.dumps(told, ensure_ascii=False, indent=1)


def show(findings: Sequence[Finding], console: Console | None = None) -> None:
    """A table with both languages."""
    table = Table(show_lines=True)
    for column in ("", "检查 Check", "结果 Found", "处理 Mend"):
        table.add_column(column, overflow="fold")
    for finding in findings:
        table.add_row(
            f"[{STYLES[finding.state]}]{finding.state}[/]",
            finding.check,
            f"{finding.zh}\n{finding.en}",
            "\n".join(filter(None, (finding.mend_zh, finding.mend_en))),
        )
    (console or Console()).print(table)
