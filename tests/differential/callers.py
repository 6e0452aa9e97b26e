"""Who asks: everybody of the awkward firm, keys with each kind of scope, odd masks, and somebody of an empty firm."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from uuid import UUID

from backend.auth.roster import Roster, load_roster
from backend.platform.clock import business_date
from backend.platform.principal import Level, Mask, Principal, Scope
from backend.policies.computed import computed_bounds
from backend.policies.coordinates import Kind, known
from tests.differential.firm import Firm
from tests.differential.own import specs

KEYS: dict[str, Scope] = {
    "key_of_sources": Scope(sources=frozenset({"银行", 'say "hi"'})),
    "key_of_nothing": Scope(),
}
ODD = 4


async def callers_of(firm: Firm, empty: Firm) -> dict[str, Principal]:
    """All callers by name; the names of people are their titles."""
    roster = await load_roster(firm.services.database, firm.firm_id)
    found = {title: await _person(firm, roster, title, id) for title, id in firm.people.items()}
    some = frozenset(row["id"] for row in firm.rows["product"][:2])
    scopes = KEYS | {
        "key_of_products": Scope(product_ids=some),
        "key_of_both": Scope(sources=frozenset({"券商", "转介绍"}), product_ids=some),
    }
    mask = await firm.policies.mask_of(firm.firm_id, ("partner_api",))
    for place, (name, scope) in enumerate(scopes.items()):
        subject = f"key:{UUID(int=place + 7)}"
        found[name] = Principal(firm.firm_id, subject, ("partner_api",), mask, scope, locale="en")
    for place, like in enumerate(("client_manager", "team_lead", "operations", "key_of_both")):
        found[f"odd_{like}"] = replace(found[like], mask=_odd(firm, Random(place), place))
    mask = await empty.policies.mask_of(empty.firm_id, ("operations",))
    found["of_empty_firm"] = Principal(
        empty.firm_id, f"user:{UUID(int=9)}", ("operations",), mask, Scope(user_ids=frozenset({UUID(int=9)})),
        user_id=UUID(int=9), locale="en",
    )  # fmt: skip
    return found


async def _person(firm: Firm, roster: Roster, title: str, id: UUID) -> Principal:
    roles = roster.members[id].roles
    sessions = [row["id"] for row in firm.rows["session"] if row["user_id"] == id]
    return Principal(
        firm.firm_id, f"user:{id}", roles, await firm.policies.mask_of(firm.firm_id, roles),
        roster.scope_of(id, business_date()), user_id=id, session_id=sessions[0],
        locale="en" if len(title) % 2 else "zh-CN",
    )  # fmt: skip


def _odd(firm: Firm, random: Random, place: int) -> Mask:
    """Rights no shipped role has: of each field something else at each relation, at times less for the nearer one."""
    levels: dict[str, tuple[Level, ...]] = {}
    for name, coordinate in known().items():
        may = random.random()
        if coordinate.kind in {Kind.CALL, Kind.RIGHT}:
            levels[name] = (Level.VIEW if may < 0.9 else Level.NONE,) * 4
        elif coordinate.kind is Kind.TYPE:
            levels[name] = tuple(Level.VIEW if random.random() < 0.75 else Level.NONE for _ in range(4))
        elif may < 0.5:
            levels[name] = (Level.VIEW,) * 4
        else:
            choices = list(Level) if coordinate.maskable else [Level.NONE, Level.VIEW, Level.EDIT]
            levels[name] = tuple(random.choice(choices) for _ in range(4))
    for key in specs(firm.rows["customfield"]):
        levels[f"Client.{key}"] = tuple(random.choice((Level.NONE, Level.VIEW, Level.VIEW)) for _ in range(4))
    fields = specs(firm.rows["customfield"])
    levels |= computed_bounds(Mask(levels=levels), fields).levels
    own = {key: spec for key, spec in fields.items() if max(levels[f"Client.{key}"]) > Level.NONE}
    return Mask(id=f"odd{place}", version=1, levels=levels, own=own)
