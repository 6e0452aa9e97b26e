"""An automation in words, and everything that keeps it from being published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backend.automations.catalogue import ACTIONS, EVENTS, FLOW, TRIGGERS
from backend.automations.content import Content, Step, Trigger, read_content
from backend.automations.figures import FIGURES
from backend.automations.targets import hold_targets
from backend.book.client_fields import CLIENT_FIELD
from backend.book.configurations import hold_size
from backend.graph.context import Context
from backend.platform.errors import Refused, bad_input
from backend.platform.messages import sentence as refusal
from backend.policies.roles import PEOPLE
from backend.schema.automation_names import trigger_names
from backend.schema.automation_previews import AutomationPreview, AutomationProblem
from backend.schema.automation_rights import conditions_of, hold_conditions, hold_publisher, needs
from backend.schema.tag_rules import names_in, words_of
from backend.schema.use_places import facts_of_automation
from backend.systemize.recurrence import read_rule
from backend.systemize.recurrence_words import words_of as recurrence_words


async def preview(context: Context, given: Any) -> AutomationPreview:
    """What a version says in the caller's language, and what is wrong with it; nothing is refused."""
    try:
        if not isinstance(given, dict):
            raise bad_input("content", "content_format")
        hold_size(given)
        content = read_content(given, PEOPLE)
    except Refused as refused:
        return AutomationPreview(sentence=None, problems=[told(refused, context)], uses=[], rights=[])
    problems: list[AutomationProblem] = []
    try:
        hold_publisher(context.principal.mask, content)
    except Refused as refused:
        problems.append(told(refused, context))
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += 4
        for hold in (hold_targets, hold_conditions):
            try:
                await hold(session, content)
            except Refused as refused:
                problems.append(told(refused, context))
    return AutomationPreview(
        sentence=await sentence_of(context, content),
        problems=problems,
        uses=sorted(uses_of(content)),
        rights=list(dict.fromkeys(coordinate for coordinate, _ in needs(content))),
    )


def told(refused: Refused, context: Context) -> AutomationProblem:
    """A refusal as a problem of the version."""
    problem = refused.params.get("problem")
    return AutomationProblem(
        path=str(refused.params.get("field", "")),
        code=str(refused.code),
        problem=None if problem is None else str(problem),
        message=refusal(refused.code, refused.params, "zh-CN" if zh(context) else "en"),
    )


def uses_of(content: Content) -> frozenset[str]:
    """Facts that an automation names: coordinates of its conditions and fields, and public ids of rows."""
    return frozenset(facts_of_automation(content))


async def sentence_of(context: Context, content: Content) -> str:
    """`当进入阶段时，若……，则：创建任务；通知。`"""
    names: dict[str, str] = {}
    for condition in conditions_of(content):
        names |= await names_in(context, condition)
    names |= await trigger_names(context, content.trigger)
    speaker = _Speaker(context, names)
    return speaker.whole(content)


def zh(context: Context) -> bool:
    """Whether the caller reads Chinese."""
    return context.principal.locale == "zh-CN"


class _Speaker:
    def __init__(self, context: Context, names: dict[str, str]) -> None:
        self._context, self._names, self._zh = context, names, zh(context)

    def _of(self, pair: tuple[str, str]) -> str:
        return pair[0] if self._zh else pair[1]

    def _condition(self, condition: Any) -> str:
        try:
            return words_of(condition, self._context, self._names)
        except Refused:
            return "…"

    def whole(self, content: Content) -> str:
        """All of it."""
        when = self._trigger(content.trigger)
        steps = ("；" if self._zh else "; ").join(self._steps(content.steps))
        if content.condition is None:
            return f"{when}：{steps}。" if self._zh else f"{when}: {steps}."
        only = self._condition(content.condition)
        return f"{when}，若{only}：{steps}。" if self._zh else f"{when}, if {only}: {steps}."

    def _trigger(self, trigger: Trigger) -> str:
        if trigger.event is not None:
            kind = EVENTS[trigger.event]
            colon = "：" if self._zh else ": "
            where = [
                colon.join((self._of((kind.filters[name].zh, kind.filters[name].en)), self._listed(value)))
                for name, value in (trigger.where or {}).items()
            ]
            told = f"（{'，'.join(where)}）" if self._zh else f" ({', '.join(where)})"
            head = f"当{kind.zh}" if self._zh else f"When {kind.en[0].lower()}{kind.en[1:]}"
            return head + (told if where else "")
        if trigger.kind == "schedule":
            assert trigger.starts is not None
            rule, locale = read_rule(trigger.rule or ""), "zh-CN" if self._zh else "en"
            words = recurrence_words(rule, trigger.starts, trigger.shift, locale)
            return f"{words} {trigger.at:%H:%M}"
        if trigger.kind == "date":
            field = CLIENT_FIELD.get(trigger.field or "")
            name = (trigger.field or "") if field is None else self._of((field.zh, field.en))
            days = abs(trigger.days)
            if self._zh:
                side = "当天" if not days else f"{'前' if trigger.days < 0 else '后'} {days} 天"
                return f"{name}{side}"
            side = "On" if not days else f"{days} days {'before' if trigger.days < 0 else 'after'}"
            return f"{side} {name}"
        if trigger.kind == "figure":
            figure = FIGURES.get(trigger.figure or "")
            name = (trigger.figure or "") if figure is None else self._of((figure.zh, figure.en))
            above = trigger.crossing == "above"
            if self._zh:
                return f"当{name}{'高于' if above else '低于'} {trigger.line}"
            return f"When {name} goes {'above' if above else 'below'} {trigger.line}"
        return self._of(TRIGGERS[trigger.kind])

    def _steps(self, steps: tuple[Step, ...]) -> Iterator[str]:
        for step in steps:
            if step.kind == "branch":
                holds = self._condition(step.condition)
                joined = "、" if self._zh else ", "
                then, other = joined.join(self._steps(step.then)), joined.join(self._steps(step.other))
                if self._zh:
                    yield f"若{holds}则〔{then}〕" + (f"否则〔{other}〕" if other else "")
                else:
                    yield f"if {holds} then [{then}]" + (f" else [{other}]" if other else "")
            elif step.kind == "wait":
                yield self._wait(step)
            else:
                words = ACTIONS.get(step.kind)
                name = self._of(FLOW[step.kind] if words is None else (words.zh, words.en))
                about = step.given.get("title") or step.given.get("text") or step.given.get("field")
                yield name if about is None else f"{name}「{about}」" if self._zh else f"{name} “{about}”"

    def _wait(self, step: Step) -> str:
        units = {"days": ("天", "days"), "hours": ("小时", "hours"), "minutes": ("分钟", "minutes")}
        for unit, words in units.items():
            if unit in step.given:
                return (
                    f"等待 {step.given[unit]} {words[0]}"
                    if self._zh
                    else f"wait {step.given[unit]} {words[1]}"
                )
        until, most = self._condition(step.condition), step.given.get("most_days")
        return f"等到{until}，最多 {most} 天" if self._zh else f"wait until {until}, {most} days at most"

    def _listed(self, values: bool | tuple[str, ...]) -> str:
        if isinstance(values, bool):
            return self._of(("是", "yes") if values else ("否", "no"))
        return ("、" if self._zh else ", ").join(self._names.get(value, value) for value in values)
