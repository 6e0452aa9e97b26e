"""`startrail policy check|diff|simulate|publish|rollback|versions|export`: policy files from the command line.

Each function answers with the lines to print; refusals are raised and get their words where they are printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from backend.platform.database import Database
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.messages import Locale, sentence
from backend.policies.checks import Fault, checked, judge
from backend.policies.coordinates import Coordinates, known, with_custom
from backend.policies.rules import Line, Rule, read_lines
from backend.policies.shipped import FILE
from backend.policies.simulate import Change, simulate
from backend.policies.store import current_rules, diff, publish, rollback
from backend.policies.versions import rules_of, versions

LONGEST_FILE = 5_000_000


@dataclass(frozen=True)
class Report:
    """What a command found: lines to print, and whether all is well (exit code 0)."""

    lines: tuple[str, ...]
    good: bool = True


def check_file(path: Path | None = None, locale: Locale = "zh-CN") -> Report:
    """Every fault of a policy file (None: the shipped one), or how many rules it spells out to.

    Raises Refused(BAD_USER_INPUT, problem=file) when the file cannot be read.
    """
    lines = _lines(path)
    rules, faults = judge(lines, _coordinates(lines))
    if faults:
        return Report(tuple(words_of(fault, locale) for fault in faults), good=False)
    roles = len({rule.role for rule in rules})
    return Report((f"{len(rules)} rules, {roles} roles, {len(known())} coordinates: valid",))


async def diff_file(database: Database, firm_id: UUID, path: Path | None = None) -> Report:
    """The rules that would come (+) and go (-) if the file became the firm's policy.

    Raises Refused as `check_file`, and with the first fault when the file is not a valid policy.
    """
    found = diff(await _present(database, firm_id), _rules(path))
    lines = [f"- {rule}" for rule in found.removed] + [f"+ {rule}" for rule in found.added]
    return Report((*lines, f"{len(found.added)} added, {len(found.removed)} removed"))


async def simulate_file(database: Database, firm_id: UUID, path: Path | None = None) -> Report:
    """Which role would gain (^) or lose (v) what. Raises Refused as `diff_file`."""
    changes = simulate(await _present(database, firm_id), _rules(path), known())
    gained = sum(change.widens for change in changes)
    lines = [_told(change) for change in changes]
    return Report((*lines, f"{gained} gained, {len(changes) - gained} lost"))


async def publish_file(database: Database, firm_id: UUID, path: Path | None, note: str) -> Report:
    """Make a file the firm's policy, as the product itself. Raises Refused as `store.publish`."""
    lines = _lines(path)
    checked(lines, _coordinates(lines))
    async with database.as_system(firm_id, "command line") as session:
        version = await publish(session, [line.values for line in lines], note)
        return Report((f"version {version.number} published ({version.hash[:12]})",))


async def publish_earlier(database: Database, firm_id: UUID, number: int, note: str) -> Report:
    """Publish an earlier version again. Raises Refused as `store.rollback`."""
    async with database.as_system(firm_id, "command line") as session:
        version = await rollback(session, number, note)
        return Report((f"version {version.number} published, the same as version {number}",))


async def list_versions(database: Database, firm_id: UUID) -> Report:
    """The firm's published versions, newest first."""
    async with database.read(firm_id) as session:
        return Report(
            tuple(
                f"{row.number}  {row.published_at:%Y-%m-%d %H:%M}Z  {row.published_by}  {row.note}"
                for row in await versions(session)
            )
        )


async def export_policy(database: Database, firm_id: UUID, number: int | None = None) -> Report:
    """A version as a policy file, spelled out and in a fixed order, so that two of them can be compared line by line.

    number: None for the one in force. Raises Refused(NOT_FOUND) when there is no such version.
    """
    async with database.read(firm_id) as session:
        rules = await (current_rules(session) if number is None else rules_of(session, number))
    if not rules:
        raise Refused(Code.NOT_FOUND)
    return Report(tuple(str(rule) for rule in sorted(set(rules))))


def words_of(fault: Fault, locale: Locale) -> str:
    """A fault as a sentence."""
    return sentence(Code.BAD_USER_INPUT, fault.params(), locale)


async def _present(database: Database, firm_id: UUID) -> Sequence[Rule]:
    async with database.read(firm_id) as session:
        return await current_rules(session)


def _rules(path: Path | None) -> list[Rule]:
    lines = _lines(path)
    return checked(lines, _coordinates(lines))


def _coordinates(lines: Sequence[Line]) -> Coordinates:
    """What a file may speak of; which fields of its own a firm has, is asked when it is published."""
    return with_custom(known(), (value for line in lines for value in line.values[1:2]))


def _lines(path: Path | None) -> list[Line]:
    try:
        if path is not None and path.stat().st_size > LONGEST_FILE:
            raise bad_input("file", "file", detail=f"> {LONGEST_FILE} bytes")
        return read_lines((path or FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise bad_input("file", "file", detail=type(fault).__name__) from fault


def _told(change: Change) -> str:
    sign = "^" if change.widens else "v"
    levels = f"{change.before.name.lower()} -> {change.after.name.lower()}"
    export = "" if change.exported == change.exports else f", export {change.exported} -> {change.exports}"
    return f"{sign} {change.role}, {change.coordinate}, {change.relation}: {levels}{export}"
