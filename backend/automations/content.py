"""What an automation says: its trigger, its condition, how often it runs, and its steps.

Read and checked here and nowhere else; an automation is data of the firm. What it names (tags, templates, people) is
looked up by `targets.py` when it is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final
from urllib.parse import urlsplit

from backend.automations.catalogue import ACTIONS, EVENTS, FLOW, TRIGGERS
from backend.book.choices import PRIORITIES
from backend.book.content_checks import choice_of, hold_apart, key_of, list_of, truth_of, whole_of, words_of
from backend.platform.errors import Refused, bad_input
from backend.platform.ids import own_id
from backend.systemize.conditions.tree import Condition, hold_size
from backend.systemize.conditions.tree import read as read_condition
from backend.systemize.recurrence import SHIFTS, read_rule
from backend.track.template_content import ROLE, Words

MODES: Final = ("every", "once_per_client", "once_per_visit", "while_none_runs")
CATCH_UP: Final = ("all", "last", "none")
OVER: Final = ("clients", "firm")
CROSSINGS: Final = ("above", "below")
OWNER, LEAD, USER = "owner", "lead", "user_"
NAME, TITLE, TEXT, LONG = 60, 120, 400, 2_000
MOST_STEPS, DEEPEST, MOST_PEOPLE, MOST_VALUES = 60, 4, 20, 30
MOST_DAYS, MOST_HOURS, MOST_MINUTES = 3_650, 720, 1_440
MOST_PER_HOUR: Final = 100_000
DEPTH, MOST_DEPTH = 5, 8
KEEP: Final = 400
"""Days for which receipts of runs that ended well are kept, where a version says nothing else."""
CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
FIELD: Final = re.compile(r"(custom:)?[a-zA-Z][A-Za-z0-9_]{0,49}")
VARIABLE: Final = re.compile(r"\{(client|trigger)\.((?:custom:)?[A-Za-z][A-Za-z0-9_]{0,49})\}")
ADDRESS: Final = re.compile(r"https://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,49}")


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts runs. kind: of TRIGGERS; the others as far as the kind has them.

    where: filter -> values, one of which the event must say; a truth is itself. days: after the date, negative: before.
    """

    kind: str
    event: str | None = None
    where: Mapping[str, tuple[str, ...] | bool] | None = None
    rule: str | None = None
    starts: date | None = None
    shift: str = "keep"
    at: time | None = None
    over: str = "clients"
    catch_up: str = "last"
    field: str | None = None
    days: int = 0
    yearly: bool = False
    figure: str | None = None
    crossing: str | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step. kind: of ACTIONS and FLOW; given: its members; condition, then, other: of a branch or a wait."""

    id: str
    kind: str
    given: Mapping[str, Any]
    go_on: bool = False
    condition: Condition | None = None
    then: tuple[Step, ...] = ()
    other: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """A version of an automation. quiet: [from, to) in which no person is sent anything outside; depth: of causes.

    keep_days: how long receipts of runs that ended well are kept."""

    name: Words
    trigger: Trigger
    condition: Condition | None
    mode: str
    most_per_hour: int | None
    quiet: tuple[time, time] | None
    depth: int
    steps: tuple[Step, ...]
    keep_days: int

    def every_step(self) -> Iterator[Step]:
        """All steps, those of branches with them."""
        yield from _all(self.steps)


def _all(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from _all(step.then)
        yield from _all(step.other)


def read_content(given: Any, roles: Any = None) -> Content:
    """An automation. roles: those that people may hold; None: of what was published already.

    Raises Refused(BAD_USER_INPUT) naming the place, as `steps.1.then.0.tag`.
    """
    row = _members(
        given, "content", {"zh", "en", "trigger", "steps"},
        {"condition", "mode", "most_per_hour", "quiet", "depth", "keep_days"},
    )  # fmt: skip
    rows = list_of(row["steps"], "steps", MOST_STEPS)
    if not rows:
        raise bad_input("steps", "required")
    steps = tuple(_step(each, f"steps.{n}", roles, 0) for n, each in enumerate(rows))
    found = Content(
        Words(words_of(row["zh"], "zh", NAME), words_of(row["en"], "en", NAME)),
        _trigger(row["trigger"]),
        _condition(row.get("condition"), "condition"),
        choice_of(row.get("mode", "every"), "mode", MODES),
        None if row.get("most_per_hour") is None else whole_of(row["most_per_hour"], "most_per_hour", 1, MOST_PER_HOUR),
        _quiet(row.get("quiet")),
        whole_of(row.get("depth", DEPTH), "depth", 1, MOST_DEPTH),
        steps,
        whole_of(row.get("keep_days", KEEP), "keep_days", 30, MOST_DAYS),
    )  # fmt: skip
    every = list(found.every_step())
    if len(every) > MOST_STEPS:
        raise bad_input("steps", "limit", limit=MOST_STEPS)
    hold_apart([step.id for step in every], "steps", "id")
    return found


def _members(given: Any, at: str, needs: set[str], may: set[str]) -> dict[str, Any]:
    if not isinstance(given, dict) or not needs <= given.keys() or not given.keys() <= needs | may:
        raise bad_input(at, "content_format")
    return given


def _condition(given: Any, at: str) -> Condition | None:
    if given is None:
        return None
    try:
        found = read_condition(given)
        hold_size(found)
    except Refused as refused:
        refused.params["field"] = at
        raise
    return found


def _quiet(given: Any) -> tuple[time, time] | None:
    if given is None:
        return None
    row = _members(given, "quiet", {"from", "to"}, set())
    begin, end = _clock(row["from"], "quiet.from"), _clock(row["to"], "quiet.to")
    if begin == end:
        raise bad_input("quiet.to", "range", low="00:00", high="23:59")
    return begin, end


def _clock(given: Any, at: str) -> time:
    if not isinstance(given, str) or not CLOCK.fullmatch(given):
        raise bad_input(at, "content_format")
    return time.fromisoformat(given)


def _day(given: Any, at: str) -> date:
    try:
        found = date.fromisoformat(given) if isinstance(given, str) and len(given) == 10 else None
    except ValueError:
        found = None
    if found is None or not 1900 < found.year < 2999:
        raise bad_input(at, "date")
    return found


def _trigger(given: Any) -> Trigger:
    if not isinstance(given, dict):
        raise bad_input("trigger", "content_format")
    kind = choice_of(given.get("kind"), "trigger.kind", tuple(TRIGGERS))
    return _TRIGGERS[kind](given)


def _event(given: Any) -> Trigger:
    row = _members(given, "trigger", {"kind", "event"}, {"where"})
    event = choice_of(row["event"], "trigger.event", tuple(EVENTS))
    where: dict[str, tuple[str, ...] | bool] = {}
    rows = _members(row.get("where") or {}, "trigger.where", set(), set(EVENTS[event].filters))
    for name, value in rows.items():
        at, of = f"trigger.where.{name}", EVENTS[event].filters[name].of
        where[name] = truth_of(value, at) if of == "truth" else _values(value, at, of)
    return Trigger("event", event=event, where=where)


def _values(given: Any, at: str, of: str) -> tuple[str, ...]:
    values = list_of(given, at, MOST_VALUES)
    pattern = FIELD if of == "keys" else WORD
    for n, value in enumerate(values):
        if of.startswith("rows:"):
            _id(value, f"{at}.{n}", of.partition(":")[2])
        elif not isinstance(value, str) or not pattern.fullmatch(value):
            raise bad_input(f"{at}.{n}", "content_format")
    if not values:
        raise bad_input(at, "required")
    return tuple(values)


def _id(given: Any, at: str, noun: str) -> str:
    try:
        own_id(noun, given if isinstance(given, str) else "")
    except Refused:
        raise bad_input(at, "bad_id", expected=noun) from None
    return str(given)


def _schedule(given: Any) -> Trigger:
    row = _members(given, "trigger", {"kind", "rule", "starts", "at"}, {"shift", "over", "catch_up"})
    if not isinstance(row["rule"], str):
        raise bad_input("trigger.rule", "recurrence")
    return Trigger(
        "schedule",
        rule=read_rule(row["rule"], "trigger.rule").text(),
        starts=_day(row["starts"], "trigger.starts"),
        at=_clock(row["at"], "trigger.at"),
        shift=choice_of(row.get("shift", "keep"), "trigger.shift", SHIFTS),
        over=choice_of(row.get("over", "clients"), "trigger.over", OVER),
        catch_up=choice_of(row.get("catch_up", "last"), "trigger.catch_up", CATCH_UP),
    )


def _date(given: Any) -> Trigger:
    row = _members(given, "trigger", {"kind", "field", "days", "at"}, {"yearly", "catch_up"})
    if not isinstance(row["field"], str) or not FIELD.fullmatch(row["field"]):
        raise bad_input("trigger.field", "choice")
    return Trigger(
        "date",
        field=row["field"],
        days=whole_of(row["days"], "trigger.days", -366, 366),
        at=_clock(row["at"], "trigger.at"),
        yearly=truth_of(row.get("yearly", False), "trigger.yearly"),
        catch_up=choice_of(row.get("catch_up", "all"), "trigger.catch_up", CATCH_UP),
    )


def _webhook(given: Any) -> Trigger:
    _members(given, "trigger", {"kind"}, set())
    return Trigger("webhook")


def _figure(given: Any) -> Trigger:
    row = _members(given, "trigger", {"kind", "figure", "crossing", "line"}, {"at"})
    if not isinstance(row["line"], str) or not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", row["line"]):
        raise bad_input("trigger.line", "number")
    return Trigger(
        "figure",
        figure=key_of(row["figure"], "trigger.figure"),
        crossing=choice_of(row["crossing"], "trigger.crossing", CROSSINGS),
        line=row["line"],
        at=_clock(row.get("at", "08:00"), "trigger.at"),
        over="firm",
    )


_TRIGGERS: Final = {
    "event": _event, "schedule": _schedule, "date": _date, "webhook": _webhook, "figure": _figure,
}  # fmt: skip


def _step(given: Any, at: str, roles: Any, depth: int) -> Step:
    if depth > DEEPEST:
        raise bad_input(at, "limit", limit=DEEPEST)
    if not isinstance(given, dict):
        raise bad_input(at, "content_format")
    kind = choice_of(given.get("kind"), f"{at}.kind", (*ACTIONS, *FLOW))
    id = key_of(given.get("id"), f"{at}.id")
    if kind == "branch":
        row = _members(given, at, {"id", "kind", "condition", "then"}, {"else"})
        condition = _condition(row["condition"], f"{at}.condition")
        if condition is None:
            raise bad_input(f"{at}.condition", "required")
        return Step(
            id, kind, {}, condition=condition,
            then=_steps(row["then"], f"{at}.then", roles, depth),
            other=_steps(row.get("else", []), f"{at}.else", roles, depth),
        )  # fmt: skip
    if kind == "wait":
        return _wait(given, at, id)
    if kind == "stop":
        return Step(id, kind, _members(given, at, {"id", "kind"}, set()))
    action = ACTIONS[kind]
    row = _members(given, at, {"id", "kind", *action.needs}, {"on_error", *action.may})
    go_on = choice_of(row.get("on_error", "stop"), f"{at}.on_error", ("stop", "go_on")) == "go_on"
    known = {name: row[name] for name in (*action.needs, *action.may) if row.get(name) is not None}
    for name, value in known.items():
        _MEMBERS[name](value, f"{at}.{name}", roles)
    if kind == "create_task" and ("title" in known) == ("template" in known):
        raise bad_input(f"{at}.title", "required")
    if kind in {"give_tag", "take_tag", "start_journey"} and not known:
        raise bad_input(at, "content_format")
    if any(name not in known for name in action.needs if name != "value"):
        raise bad_input(f"{at}.{next(n for n in action.needs if n not in known)}", "required")
    return Step(id, kind, known, go_on)


def _steps(given: Any, at: str, roles: Any, depth: int) -> tuple[Step, ...]:
    return tuple(
        _step(each, f"{at}.{n}", roles, depth + 1) for n, each in enumerate(list_of(given, at, MOST_STEPS))
    )


def _wait(given: Any, at: str, id: str) -> Step:
    row = _members(given, at, {"id", "kind"}, {"days", "hours", "minutes", "until", "most_days"})
    until = _condition(row.get("until"), f"{at}.until")
    named = [name for name in ("days", "hours", "minutes", "until") if row.get(name) is not None]
    if len(named) != 1 or ("most_days" in row) != (until is not None):
        raise bad_input(at, "content_format")
    limits = {"days": MOST_DAYS, "hours": MOST_HOURS, "minutes": MOST_MINUTES, "most_days": MOST_DAYS}
    times = {
        name: whole_of(row[name], f"{at}.{name}", 1, most) for name, most in limits.items() if name in row
    }
    return Step(id, "wait", times, condition=until)


def _person(given: Any, at: str, roles: Any) -> None:
    if not isinstance(given, str):
        raise bad_input(at, "content_format")
    if given.startswith(ROLE):
        if roles is not None and given.removeprefix(ROLE) not in roles:
            raise bad_input(at, "choice")
    elif given not in (OWNER, LEAD):
        _id(given, at, "user")


def _people(given: Any, at: str, roles: Any) -> None:
    people = list_of(given, at, MOST_PEOPLE)
    if not people:
        raise bad_input(at, "required")
    for n, each in enumerate(people):
        _person(each, f"{at}.{n}", roles)


def _field(given: Any, at: str, _roles: Any) -> None:
    if not isinstance(given, str) or not FIELD.fullmatch(given):
        raise bad_input(at, "choice")


def _value(given: Any, at: str, _roles: Any) -> None:
    if not isinstance(given, str | bool | int | float | list | None):
        raise bad_input(at, "content_format")


def _url(given: Any, at: str, _roles: Any) -> None:
    """Where to is judged again when it is called: an address may point elsewhere by then."""
    if not isinstance(given, str) or len(given) > LONG or not ADDRESS.fullmatch(given):
        raise bad_input(at, "automation_url")
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise bad_input(at, "automation_url") from None
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.fragment or port == 0:
        raise bad_input(at, "automation_url")


def _facts(given: Any, at: str, _roles: Any) -> None:
    for n, each in enumerate(list_of(given, at, MOST_VALUES)):
        _field(each, f"{at}.{n}", None)


def _form(given: Any, at: str, _roles: Any) -> None:
    if not isinstance(given, dict) or len(given) > MOST_VALUES:
        raise bad_input(at, "content_format")


def _text(limit: int) -> Any:
    return lambda given, at, _roles: words_of(given, at, limit)


def _row(noun: str) -> Any:
    return lambda given, at, _roles: _id(given, at, noun)


_MEMBERS: Final[Mapping[str, Any]] = {
    "assignee": _person,
    "to": lambda given, at, roles: (_people if isinstance(given, list) else _stage)(given, at, roles),
    "title": _text(TITLE),
    "text": _text(TEXT),
    "body": _text(LONG),
    "reason": _text(TEXT),
    "days": lambda given, at, _roles: whole_of(given, at, 0, MOST_DAYS),
    "priority": lambda given, at, _roles: choice_of(given, at, [each.value for each in PRIORITIES]),
    "template": lambda given, at, _roles: _template(given, at),
    "tag": _row("tag"),
    "approval": _row("approvalkind"),
    "message": _row("messagetemplate"),
    "language": lambda given, at, _roles: choice_of(given, at, ("zh-CN", "en")),
    "request": _row("requesttype"),
    "automation": _row("automation"),
    "field": _field,
    "value": _value,
    "url": _url,
    "facts": _facts,
    "form": _form,
}


def _template(given: Any, at: str) -> None:
    noun = (
        "tasktemplate" if isinstance(given, str) and given.startswith("tasktemplate_") else "journeytemplate"
    )
    _id(given, at, noun)


def _stage(given: Any, at: str, _roles: Any) -> None:
    if not isinstance(given, str) or not WORD.fullmatch(given):
        raise bad_input(at, "content_format")


def variables_in(text: str) -> list[tuple[str, str]]:
    """What a text names, as (`client` or `trigger`, key)."""
    return [(found[1], found[2]) for found in VARIABLE.finditer(text)]
