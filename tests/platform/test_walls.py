"""A read runs only when every table of a firm in it is bound to that firm."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select, exists, func, literal, or_, select, text, union_all, update
from sqlalchemy.orm import aliased

from backend.book.clients import Client
from backend.book.staff import Team, User
from backend.platform.database import Database
from backend.platform.ids import uuid7
from backend.platform.walls import WallBroken, prove
from tests.conftest import MadeFirm

FIRM, OTHER = uuid7(), uuid7()
U = aliased(User)
BOUND = select(Client.name).where(Client.firm_id == FIRM)


def inner(*conditions: Any) -> Any:
    """A sub-select over the users of a client."""
    return (
        select(func.count())
        .select_from(User)
        .where(User.id == Client.owner_id, *conditions)
        .scalar_subquery()
    )


PROVEN: dict[str, Any] = {
    "one table": BOUND,
    "firm and more": BOUND.where(Client.name == "王", or_(Client.aum > 1, Client.state == "lead")),
    "join with both bound": BOUND.join(User, User.id == Client.owner_id).where(User.firm_id == FIRM),
    "bound in an inner ON": BOUND.join(User, (User.id == Client.owner_id) & (User.firm_id == FIRM)),
    "bound in an outer ON": BOUND.outerjoin(User, (User.id == Client.owner_id) & (User.firm_id == FIRM)),
    "sub-select that binds the outer table, too": BOUND.add_columns(
        inner(User.firm_id == FIRM, Client.firm_id == FIRM)
    ),
    "exists": BOUND.where(
        exists().where(User.id == Client.owner_id, User.firm_id == FIRM, Client.firm_id == FIRM)
    ),
    "derived table": select(BOUND.subquery().c.name),
    "common table": select(BOUND.cte("c").c.name),
    "union inside": select(union_all(BOUND, select(User.name).where(User.firm_id == FIRM)).subquery().c.name),
    "no table": select(literal(1)),
    "alias": select(U.name).where(U.firm_id == FIRM),
    "nobody": BOUND.where(Client.id.in_([])),
}
BROKEN: dict[str, Any] = {
    "no firm": select(Client.name),
    "other firm": select(Client.name).where(Client.firm_id == OTHER),
    "in an OR": select(Client.name).where(or_(Client.firm_id == FIRM, Client.name == "王")),
    "negated": select(Client.name).where(~(Client.firm_id == FIRM)),
    "unequal": select(Client.name).where(Client.firm_id != FIRM),
    "several firms": select(Client.name).where(Client.firm_id.in_([FIRM, OTHER])),
    "compared with another table only": BOUND.join(User, User.firm_id == Client.firm_id),
    "one of two tables": BOUND.join(User, User.id == Client.owner_id),
    "the other alias": select(U.name, User.name)
    .where(U.firm_id == FIRM)
    .select_from(U)
    .join(User, User.id == U.id),
    "outer table bound in ON": select(User.name, Client.name)
    .select_from(Client)
    .outerjoin(User, (User.id == Client.owner_id) & (User.firm_id == FIRM) & (Client.firm_id == FIRM)),
    "sub-select that leaves the outer table to the outside": BOUND.add_columns(inner(User.firm_id == FIRM)),
    "sub-select free": BOUND.add_columns(inner()),
    "sub-select of another firm": BOUND.add_columns(inner(User.firm_id == OTHER)),
    "exists free": BOUND.where(exists().where(User.id == Client.owner_id)),
    "derived table free": select(select(Client.name).subquery().c.name),
    "common table free": select(select(Client.name).cte("c").c.name),
    "union with a free part": select(union_all(BOUND, select(User.name)).subquery().c.name),
    "cross product": BOUND.add_columns(Team.name),
    "text": select(text("name")).select_from(text("client")),
}


@pytest.mark.parametrize("name", PROVEN)
def test_a_bound_read_passes(name: str) -> None:
    prove(PROVEN[name], FIRM)
    prove(PROVEN[name], FIRM)


@pytest.mark.parametrize("name", BROKEN)
def test_a_read_that_could_leave_the_firm_is_stopped(name: str) -> None:
    for _ in range(2):  # the second time its shape is known
        with pytest.raises(WallBroken):
            prove(BROKEN[name], FIRM)


def test_a_known_shape_is_still_compared_with_the_firm() -> None:
    def clients_of(firm_id: Any) -> Select[Any]:
        return select(Client.id).where(Client.firm_id == firm_id, Client.name == "王")

    prove(clients_of(FIRM), FIRM)
    prove(clients_of(OTHER), OTHER)
    with pytest.raises(WallBroken):
        prove(clients_of(OTHER), FIRM)


async def test_the_session_for_reads_lets_only_proven_selects_through(
    database: Database, firm: MadeFirm, other_firm: MadeFirm
) -> None:
    for made, name in ((firm, "林晓"), (other_firm, "周宁")):
        async with database.change(made.system) as session:
            session.add(User(name=name, email="someone@example.com"))
    async with database.read(firm.firm_id) as session:
        names = select(User.name).where(User.firm_id == firm.firm_id)
        assert list(await session.scalars(names)) == ["林晓"]
        for broken in (
            select(User.name),
            select(User.name).where(User.firm_id == other_firm.firm_id),
            text("select name from user_account"),
            update(User).where(User.firm_id == firm.firm_id).values(name="x"),
        ):
            with pytest.raises(WallBroken):
                await session.execute(broken)
    async with database.read(firm.firm_id) as session:
        assert list(await session.scalars(names)) == ["林晓"], "the connection is sound"
