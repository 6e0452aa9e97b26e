"""Ways to reach a client: any of them may become the primary one, in any order of changes."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import select

from backend.book.client_changes import create_client, update_client
from backend.book.clients import Client
from backend.book.contact_points import ContactDraft, ContactPoint
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.keys import Vault
from tests.conftest import MadeFirm

ONE, OTHER, THIRD = "16900000001", "16900000002", "16900000003"
LISTS: list[list[tuple[str, bool | None]]] = [
    [(ONE, True)],
    [(OTHER, True)],
    [(ONE, True), (OTHER, None)],
    [(ONE, None), (OTHER, True)],
    [(OTHER, True), (ONE, True)],
    [(THIRD, None), (ONE, None), (OTHER, True)],
    [("", None)],
]


async def _points(database: Database, firm: MadeFirm, client: Client) -> dict[str, bool]:
    async with database.read(firm.firm_id) as session:
        chosen = select(ContactPoint).where(
            ContactPoint.firm_id == firm.firm_id, ContactPoint.client_id == client.id
        )
        return {point.masked[-1]: point.primary for point in await session.scalars(chosen)}


def _drafts(values: list[tuple[str, bool | None]]) -> list[ContactDraft]:
    return [ContactDraft("mobile", value, primary=primary) for value, primary in values]


async def test_from_any_list_to_any_other_there_is_one_primary(
    database: Database, vault: Vault, firm: MadeFirm
) -> None:
    for before, after in product(LISTS, repeat=2):
        async with database.change(firm.system) as session:
            named = {"name": "周若溪", "kind": "individual"}
            client = await create_client(session, vault, named, _drafts(before), allow_duplicate=True)
            version = client.version
        async with database.change(firm.system) as session:
            changed = await update_client(session, vault, client.id, version, {}, _drafts(after))
            assert changed.version == version + 1
        points = await _points(database, firm, client)
        assert set(points) == {value[-1] for value, _ in after if value}
        expected = next((value for value, marked in reversed(after) if marked), after[0][0])
        assert [last for last, primary in points.items() if primary] == ([expected[-1]] if expected else [])


async def test_a_value_given_twice_is_one_point_and_other_kinds_stay(
    database: Database, vault: Vault, firm: MadeFirm
) -> None:
    async with database.change(firm.system) as session:
        drafts = [
            ContactDraft("mobile", ONE),
            ContactDraft("mobile", "+86 169 0000 0001"),
            ContactDraft("wechat", "wx_one"),
        ]
        client = await create_client(session, vault, {"name": "周若溪", "kind": "individual"}, drafts)
    async with database.change(firm.system) as session:
        await update_client(session, vault, client.id, 1, {}, [ContactDraft("mobile", "")])
    assert len(await _points(database, firm, client)) == 1


@pytest.mark.parametrize(
    ("draft", "field"),
    [(ContactDraft("fax", "1"), "contactPoints"), (ContactDraft("mobile", "12"), "mobile")],
)
async def test_what_reaches_nobody_is_refused(
    database: Database, vault: Vault, firm: MadeFirm, draft: ContactDraft, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        async with database.change(firm.system) as session:
            await create_client(session, vault, {"name": "周若溪", "kind": "individual"}, [draft])
    assert refused.value.params["field"] == field
