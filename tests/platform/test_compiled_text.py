"""Texts of statements: which plans are kept, and what of a caller's values is ever written into them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Text as SqlText
from sqlalchemy import Uuid, any_, bindparam, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY

from backend.book.clients import Client
from backend.platform.compiled_reads import Text
from backend.platform.walls import WallBroken

FIRM = UUID(int=1)
OWN_FIRM = Client.firm_id == bindparam("firm_id", FIRM, Uuid())
STATE = Client.state == bindparam("v0", "lead", SqlText())
NAME = Client.name == bindparam("v1", "", SqlText())
OWNER = Client.owner_id == any_(bindparam("caller_users", [], ARRAY(Uuid())))
AFTER = Client.id > bindparam("v2", FIRM, Uuid())


def text_of(*where: Any, even: tuple[str, ...] = ()) -> Text:
    """A page of clients whose state is a word."""
    statement = select(Client.id).where(OWN_FIRM, *where).order_by(Client.id).limit(literal_column("5"))
    return Text(statement, FIRM, words={"v0": SqlText()}, even=even)


def test_a_word_is_written_where_nothing_else_decides_about_the_plan() -> None:
    text = text_of(STATE, AFTER, even=("v2",))
    sql, arguments, keeps = text.spelt({"firm_id": FIRM, "v0": "existing", "v2": UUID(int=9)})
    assert keeps
    assert "client.state = 'existing'" in sql
    assert arguments == [FIRM, UUID(int=9)]
    other, _, _ = text.spelt({"firm_id": FIRM, "v0": "lead", "v2": UUID(int=9)})
    assert "client.state = 'lead'" in other


@pytest.mark.parametrize("where", [NAME, OWNER])
def test_with_any_other_value_it_is_a_parameter_and_the_plan_is_made_for_it(where: Any) -> None:
    text = text_of(STATE, where)
    values = {"firm_id": FIRM, "v0": "existing", "v1": "王伟", "caller_users": [UUID(int=3)]}
    sql, arguments, keeps = text.spelt(values)
    assert not keeps
    assert "existing" not in sql
    assert arguments[text.names.index("v0")] == "existing"
    assert f"client.state = ${text.names.index('v0') + 1}::TEXT" in sql


@pytest.mark.parametrize(
    "value", ["x' or true --", "a\\'b", "现", "", "a b", "$1", "x" * 41, None, 5, b"lead"]
)
def test_what_is_not_a_plain_word_is_never_written(value: Any) -> None:
    text = text_of(STATE)
    sql, arguments, keeps = text.spelt({"firm_id": FIRM, "v0": value})
    assert sql == text.sql
    assert arguments[-1] == value
    assert not keeps


def test_of_many_spellings_only_so_many_are_remembered() -> None:
    text = text_of(STATE)
    for n in range(1_000):
        sql, _, _ = text.spelt({"firm_id": FIRM, "v0": f"w{n}"})
        assert f"'w{n}'" in sql
    assert len(text._spelt) <= 300


def test_a_firm_that_is_compared_with_anything_but_its_parameter_breaks_the_wall() -> None:
    with pytest.raises(WallBroken):
        Text(
            select(Client.id).where(Client.firm_id == bindparam("v0", FIRM, Uuid())),
            FIRM,
            words={"v0": Uuid()},
        )
