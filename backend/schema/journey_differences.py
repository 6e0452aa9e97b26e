"""What one version of a journey template says otherwise than another."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
import strawberry

from backend.systemize.conditions.tree import write
from backend.track.template_content import Content


@strawberry.type
class JourneyDifference:
    """A place where a version says something else. Stages, tasks and criteria are named by their keys."""

    path: str
    before: str | None
    after: str | None


def differences(before: Content, after: Content) -> list[JourneyDifference]:
    """Whatever two versions say otherwise, in the order of the later one."""
    old, new = _flat(before), _flat(after)
    places = [*new, *(place for place in old if place not in new)]
    return [
        JourneyDifference(path=place, before=old.get(place), after=new.get(place))
        for place in places
        if old.get(place) != new.get(place)
    ]


def _flat(content: Content) -> Mapping[str, str]:
    """Everything a version says, by its place."""
    found = {"name": f"{content.name.zh} / {content.name.en}"}
    for loss in content.losses:
        found[f"losses.{loss.key}"] = f"{loss.name.zh} / {loss.name.en}{' *' if loss.note else ''}"
    for stage in content.stages:
        at = stage.key
        found[f"{at}"] = f"{stage.place + 1}. {stage.name.zh} / {stage.name.en}"
        found[f"{at}.days"] = "—" if stage.days is None else str(stage.days)
        found[f"{at}.loss"] = str(stage.loss).lower()
        found[f"{at}.approvals"] = ", ".join(stage.approvals) or "—"
        found[f"{at}.playbook"] = f"{stage.playbook.zh} / {stage.playbook.en}"
        for task in stage.tasks:
            each = f"{at}.{task.key}"
            found[each] = f"{task.name.zh} / {task.name.en}"
            for name in ("owner", "days", "evidence", "mandatory", "compliance"):
                found[f"{each}.{name}"] = str(getattr(task, name)).lower()
            found[f"{each}.playbook"] = f"{task.playbook.zh} / {task.playbook.en}"
            found[f"{each}.checklist"] = "; ".join(f"{item.zh} / {item.en}" for item in task.checklist)
        for criterion in stage.criteria:
            each = f"{at}.{criterion.key}"
            found[each] = f"{criterion.name.zh} / {criterion.name.en}"
            found[f"{each}.condition"] = orjson.dumps(write(criterion.condition)).decode()
    return found
