"""What uses a field, a tag, a fund, a tier or a service level; and that nothing in use is archived unknowingly."""

from __future__ import annotations

import re
from typing import Final

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.custom_fields import CUSTOM
from backend.graph.context import Context
from backend.platform.errors import bad_input
from backend.platform.ids import own_id
from backend.policies.coordinates import known
from backend.schema.use_places import KEYED, PLACES, Use, breaks_without

ROWS: Final = (
    *("tag", "product", "user", "team", "view"),
    *("journeytemplate", "tasktemplate", "approvalkind", "automation"),
)
KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
STATEMENTS: Final = 9
MOST_NAMES: Final = 5


@strawberry.type
class FactUse:
    """Something that names a fact.

    kind: a tag's rule (`tag`), a cell of the service matrix (`service`), the tier model (`tiers`), a condition of an
    own field's form (`field`), a saved view (`view`), an automation (`automation`).
    """

    kind: str
    id: strawberry.ID | None = strawberry.field(
        description="A cell's key; null: there is but one of its kind."
    )
    zh: str
    en: str
    breaks: bool = strawberry.field(description="In force: archiving what it names takes `knowingly`.")


@strawberry.type
class FactUses:
    """Everything that names a fact."""

    uses: list[FactUse]
    hidden_views: int = strawberry.field(description="Views of others that the caller may not see.")


def checked(fact: str) -> str:
    """A fact as places name it. Raises Refused(BAD_USER_INPUT, problem=unknown) for what is none."""
    kind, colon, key = fact.partition(":")
    if colon and kind in KEYED and KEY.fullmatch(key):
        return fact
    if fact.startswith(f"Client.{CUSTOM}") or fact in known():
        return fact
    noun = fact.partition("_")[0]
    if noun in ROWS:
        own_id(noun, fact)
        return fact
    raise bad_input("fact", "unknown")


async def uses_of(context: Context, fact: str) -> FactUses:
    """What names a fact, of all places. Raises as `checked`."""
    wanted = checked(fact)
    async with context.database.read(context.principal.firm_id) as session:
        context.queries += STATEMENTS
        found = await _found(session, context, wanted)
    return FactUses(
        uses=[
            FactUse(
                kind=use.kind,
                id=None if use.id is None else strawberry.ID(use.id),
                zh=use.zh,
                en=use.en,
                breaks=breaks_without(use, wanted),
            )
            for use in found
            if not use.hidden
        ],
        hidden_views=sum(use.hidden for use in found),
    )


async def hold_unused(session: AsyncSession, context: Context, fact: str, *, knowingly: bool) -> None:
    """Raises Refused(BAD_USER_INPUT, problem=uses_break) naming what is in force and would miss a fact.

    knowingly: whoever archives it has been told, and wants it so.
    """
    if knowingly:
        return
    found = [use for use in await _found(session, context, fact) if breaks_without(use, fact)]
    if found:
        zh = context.principal.locale.startswith("zh")
        told = [use.zh if zh else use.en for use in found if not use.hidden][:MOST_NAMES]
        if any(use.hidden for use in found):
            # That there are such is told; what somebody else calls his views is not.
            told.append("他人的视图" if zh else "views of others")
        raise bad_input("id", "uses_break", names=", ".join(told), count=len(found))


async def _found(session: AsyncSession, context: Context, fact: str) -> list[Use]:
    return [use for place in PLACES.values() for use in await place(session, context) if fact in use.facts]
