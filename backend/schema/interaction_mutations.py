"""Changes of what was written down of conversations, and of what they may be about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import UNSET

from backend.book import interactions, mails, participants, talks, tasks, topics
from backend.book.mentions import mention
from backend.book.participants import Attending
from backend.book.talk_messages import Spoken
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.rights import demand_at
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.schema import interaction_inputs, mail_inputs, task_inputs
from backend.schema.changing import Key, changed, demand_edit, id_of, seen_client, subject
from backend.schema.clients import CLIENT
from backend.schema.interactions import INTERACTION, Interaction
from backend.schema.mentioning import hold_mentioned
from backend.schema.staff import USER
from backend.schema.talk import TOPIC, Topic

MOST_STEPS = 20


async def _mention(
    session: AsyncSession, context: Context, row: interactions.Interaction, names: Sequence[str] | None
) -> None:
    """Tell whoever is mentioned in it; raises as `hold_mentioned`."""
    named = await hold_mentioned(session, context, INTERACTION, row.id, names)
    await mention(session, "interaction", row.id, row.client_id, named)


async def _corrected(
    session: AsyncSession, context: Context, id: UUID, input: interaction_inputs.UpdateInteractionInput,
    changes: dict[str, Any], people: Sequence[Attending] | None,
) -> interactions.Interaction:  # fmt: skip
    row = await interactions.correct(session, id, input.version, changes, people)
    await _mention(session, context, row, input.mentions)
    return row


@strawberry.type
class InteractionMutations:
    """What happened, with what was agreed on."""

    @changing(lambda: INTERACTION)
    async def log_interaction(
        self, info: Info, input: interaction_inputs.LogInteractionInput, idempotency_key: Key = None
    ) -> Interaction | None:
        """Write down a contact, with who took part and the tasks that come of it."""
        context = info.context
        node = await subject(context, CLIENT, input.client, "logInteraction")
        steps = _steps(context, input, node)
        people = await _attending(context, input.participants or ())

        async def work(session: Any) -> Any:
            row = await interactions.log(
                session, node.row.id, kind=input.kind, direction=input.direction, channel=input.channel,
                summary=input.summary, at=input.at, minutes=input.minutes, content=input.content,
                needs=input.needs, topics=input.topics or (),
            )  # fmt: skip
            await participants.set_participants(session, row.id, node.row.id, people)
            for step in steps:
                await tasks.create_task(
                    session, step.title, body=step.body, due_at=step.due_at,
                    priority=step.priority or "normal", client_id=node.row.id,
                    assignee_id=id_of(USER, step.assignee), interaction_id=row.id,
                )  # fmt: skip
            await _mention(session, context, row, input.mentions)
            return row

        return await changed(  # type: ignore[no-any-return]
            context, INTERACTION, "logInteraction", work, key=idempotency_key, input=strawberry.asdict(input)
        )

    @changing(lambda: INTERACTION)
    async def update_interaction(
        self, info: Info, input: interaction_inputs.UpdateInteractionInput, idempotency_key: Key = None
    ) -> Interaction | None:
        """Correct what was written down of a contact."""
        context = info.context
        node = await subject(context, INTERACTION, input.id, "updateInteraction")
        changes = {
            name: value for name in interactions.EDITABLE if (value := getattr(input, name)) is not UNSET
        }
        for name in ("kind", "direction", "channel", "at", "summary"):
            if name in changes and changes[name] is None:
                raise bad_input(name, "required")
        asked = list(changes) if input.participants is UNSET else [*changes, "participants"]
        demand_edit(context, "Interaction", asked, node.stands)
        people = None if input.participants is UNSET else await _attending(context, input.participants or ())
        return await changed(  # type: ignore[no-any-return]
            context, INTERACTION, "updateInteraction",
            lambda session: _corrected(session, context, node.row.id, input, changes, people),
            key=idempotency_key, input=[input.id, input.version, changes, people, input.mentions],
        )  # fmt: skip

    @changing(lambda: INTERACTION)
    async def log_talk(
        self, info: Info, input: interaction_inputs.LogTalkInput, idempotency_key: Key = None
    ) -> Interaction | None:
        """Keep a conversation that was pasted as one interaction with its messages."""
        context = info.context
        node = await subject(context, CLIENT, input.client, "logTalk")
        talk = [Spoken(one.speaker, one.at, one.text, one.side) for one in input.messages]
        return await changed(  # type: ignore[no-any-return]
            context, INTERACTION, "logTalk",
            lambda session: talks.log_talk(
                session, node.row.id, talk, channel=input.channel, summary=input.summary
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: INTERACTION)
    async def log_mail(
        self, info: Info, input: mail_inputs.LogMailInput, idempotency_key: Key = None
    ) -> Interaction | None:
        """Keep an e-mail as an interaction; itself and what hangs on it become documents of the client."""
        context = info.context
        node = await subject(context, CLIENT, input.client, "logMail")
        demand_edit(context, "Client", ["documents"], node.stands)
        services = context.services
        return await changed(  # type: ignore[no-any-return]
            context, INTERACTION, "logMail",
            lambda session: mails.log_mail(
                session, services.vault, services.extra["files"], node.row.id, own_id("upload", input.upload),
                direction=input.direction, summary=input.summary,
            ),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TOPIC)
    async def create_topic(
        self, info: Info, input: interaction_inputs.CreateTopicInput, idempotency_key: Key = None
    ) -> Topic | None:
        """Offer one more topic."""
        return await changed(  # type: ignore[no-any-return]
            info.context, TOPIC, "createTopic",
            lambda session: topics.create_topic(session, input.name),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: TOPIC)
    async def update_topic(
        self, info: Info, input: interaction_inputs.UpdateTopicInput, idempotency_key: Key = None
    ) -> Topic | None:
        """Rename a topic, retire it or offer it again; what was written down keeps its words."""
        changes = {"name": input.name, "retired": input.retired}
        return await changed(  # type: ignore[no-any-return]
            info.context, TOPIC, "updateTopic",
            lambda session: topics.update_topic(session, own_id("topic", input.id), input.version, changes),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip


Step = interaction_inputs.NextStepInput | task_inputs.CreateTaskInput


def _steps(context: Context, input: interaction_inputs.LogInteractionInput, client: Any) -> list[Step]:
    """What was agreed on; who may not make tasks may not make them here."""
    steps: list[Step] = [*(input.next_steps or ())]
    if input.follow_up is not None:
        if input.follow_up.client not in {None, input.client}:
            raise bad_input("followUp", "unknown")
        steps.append(input.follow_up)
    if len(steps) > MOST_STEPS:
        raise bad_input("nextSteps", "too_many", limit=MOST_STEPS)
    if steps:
        demand_at(context, "Mutation.createTask", client.stands)
    return steps


async def _attending(
    context: Context, people: Sequence[interaction_inputs.ParticipantInput]
) -> list[Attending]:
    """Who took part; a client only when the caller sees him."""
    if len(people) > participants.MOST:
        raise bad_input("participants", "too_many", limit=participants.MOST)
    return [
        Attending(
            user_id=id_of(USER, one.user),
            party_id=await seen_client(context, one.client, "participants"),
            name=one.name,
        )
        for one in people
    ]
