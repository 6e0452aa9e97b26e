"""What the drill of messages plants: who may not be written to, a bad server, and what has to come of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import client_changes, contact_points
from backend.book.contact_points import ContactDraft
from backend.platform.database import Database
from backend.platform.keys import Vault
from backend.retain import message_plans
from backend.retain.consents import Evidence, Said, record
from backend.retain.message_texts import Text
from backend.retain.messages import BOUNCED, FAILED, HELD, IN_DOUBT, SENT
from tests.conftest import MadeFirm

CHUNK = 200
FATES: Mapping[int, str] = {
    1: "no_consent", 2: "withdrawn", 3: "blocked", 4: "no_address", 5: "leaves_meanwhile", 6: "later",
    7: "nobody", 8: "refused", 9: "hang", 10: "cut",
}  # fmt: skip
"""By the number of a client modulo TURN; the others are ordinary."""
TURN = 40
ENDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("no_consent", "withdrawn", "blocked", "no_address"), frozenset({HELD})),
    "leaves_meanwhile": frozenset({SENT, HELD, IN_DOUBT}),
    "nobody": frozenset({BOUNCED}),
    "refused": frozenset({FAILED}),
    **dict.fromkeys(("hang", "cut"), frozenset({IN_DOUBT})),
    **dict.fromkeys(("later", "ordinary"), frozenset({SENT, IN_DOUBT})),
}
"""Where a message may end. A killed worker leaves any that was being handed over in doubt, besides."""
NEVER = ("no_consent", "withdrawn", "blocked", "no_address", "nobody", "refused")
"""Whose mails no server ever takes."""


@dataclass
class Plot:
    """Clients by what happens to them; of each what his address begins with."""

    fates: dict[UUID, str] = field(default_factory=dict)

    def of(self, fate: str) -> list[UUID]:
        """The clients of a fate."""
        return [id for id, each in self.fates.items() if each == fate]


def fate_of(n: int) -> str:
    """Of the n-th client."""
    return FATES.get(n % TURN, "ordinary")


async def plant(database: Database, vault: Vault, firm: MadeFirm, count: int) -> Plot:
    """So many clients, each with a message that waits."""
    plot = Plot()
    for start in range(0, count, CHUNK):
        numbers = range(start, min(start + CHUNK, count))
        async with database.change(firm.system) as session:
            for n in numbers:
                fate = fate_of(n)
                row = await client_changes.create_client(
                    session, vault, {"name": f"客户{n}", "kind": "individual"}, allow_duplicate=True
                )
                row.state = "blocked" if fate == "blocked" else "existing"
                if fate != "no_address":
                    word = fate if fate in ("later", "nobody", "refused", "hang", "cut") else "c"
                    await contact_points.replace_contacts(
                        session, vault, row, [ContactDraft("email", f"{word}{n}@example.com")]
                    )
                if fate not in ("no_consent", "withdrawn"):
                    await consent(session, row.id, given=True)
                if fate == "withdrawn":
                    await consent(session, row.id, given=False)
                plot.fates[row.id] = fate
        ids = list(plot.fates)[start:]
        async with database.change(firm.system) as session:
            await message_plans.plan(
                session, vault, ids, message_plans.Wording(text=Text("观点", "{client.name}"), purpose="marketing"),
                message_plans.Cause("person", lambda client_id: f"drill:{client_id}"),
            )  # fmt: skip
    return plot


async def consent(session: AsyncSession, client_id: UUID, *, given: bool) -> None:
    """A client agrees to the drill's messages, or does not any more."""
    await record(session, client_id, [Said("marketing", "mail", given)], Evidence("form"))


def wrong_ends(plot: Plot, states: Mapping[UUID, str], in_doubt_by_kill: Sequence[UUID]) -> list[str]:
    """Messages that ended where none of their kind may. in_doubt_by_kill: whose worker was killed."""
    killed = set(in_doubt_by_kill)
    return [
        f"{plot.fates[id]} ended as {state}"
        for id, state in states.items()
        if state not in ENDS[plot.fates[id]] and not (state == IN_DOUBT and id in killed)
    ]
