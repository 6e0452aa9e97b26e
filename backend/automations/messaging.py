"""The step that writes to the client: planned by the function that people send by, judged when it goes."""

from __future__ import annotations

from uuid import UUID

from backend.automations.content import Step
from backend.automations.doing import Doing
from backend.platform.errors import Code, Refused
from backend.platform.ids import own_id
from backend.retain.message_plans import AUTOMATION, Cause, Wording, plan


async def message_of(doing: Doing, step: Step) -> UUID | None:
    """The id of the message; None where this step of this run wrote one already.

    Raises Refused: FORBIDDEN; UNAVAILABLE without keys; what `plan` says of template and text.
    """
    doing.demand("Mutation.sendMessage")
    if doing.around.vault is None:
        raise Refused(Code.UNAVAILABLE)
    client, run = await doing.client(), doing.run
    wording = Wording(
        template_id=own_id("messagetemplate", step.given["message"]),
        language=step.given.get("language", "zh-CN"),
    )
    cause = Cause(AUTOMATION, lambda _client: f"automation:{run.id}:{step.id}", run.id)
    rows = await plan(doing.session, doing.around.vault, [client.id], wording, cause)
    return rows[0].id if rows else None
