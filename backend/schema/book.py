"""The nouns that a notification may be about and that are found by their ids, of all pillars."""

from __future__ import annotations

from backend.graph.nouns import Noun
from backend.schema.approval_kinds import APPROVAL_KIND
from backend.schema.approvals import APPROVAL
from backend.schema.clients import CLIENT
from backend.schema.documents import DOCUMENT
from backend.schema.exports import EXPORT
from backend.schema.funds import PRODUCT, SHARE_CLASS
from backend.schema.households import HOUSEHOLD
from backend.schema.interactions import INTERACTION
from backend.schema.journey_templates import TEMPLATE
from backend.schema.journeys import JOURNEY
from backend.schema.ledger import TRANSACTION
from backend.schema.staff import TEAM, USER
from backend.schema.tags import TAG
from backend.schema.talk import TALK_MESSAGE, TOPIC
from backend.schema.tasks import TASK

NOUNS: dict[str, Noun] = {
    noun.name: noun
    for noun in (
        TEAM,
        USER,
        TAG,
        TOPIC,
        PRODUCT,
        SHARE_CLASS,
        CLIENT,
        HOUSEHOLD,
        TRANSACTION,
        INTERACTION,
        TALK_MESSAGE,
        TASK,
        JOURNEY,
        TEMPLATE,
        APPROVAL,
        APPROVAL_KIND,
        DOCUMENT,
        EXPORT,
    )
}
