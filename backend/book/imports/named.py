"""Whom and what rows of ledger sheets name: clients by number, name and mobile, funds by code and name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Text, any_, cast, select
from sqlalchemy.dialects.postgresql import ARRAY

from backend.book import sealed
from backend.book.clients import Client
from backend.book.contact_points import ContactPoint
from backend.book.imports.batches import Batch
from backend.book.imports.rows import OpenRow
from backend.book.products import Product, ShareClass
from backend.book.rebuild import FundKey
from backend.platform.crypto import FirmKeys
from backend.systemize.names import match_key_of, name_sort_of
from backend.systemize.plain_text import compact


async def clients_named(
    batch: Batch, rows: Sequence[OpenRow], *, unknown: str = "client_unknown"
) -> dict[UUID, UUID]:
    """The client of each row, by the row's id. A row that names nobody, or several, gets an issue and is absent.

    The identity number decides; a client without one is found by his name, as is everybody where the row has no
    number; a mobile tells namesakes apart. Clients whom the acting person may not see are not there for him.
    unknown: the code for a row that names nobody.
    """
    keys = await batch.vault.firm(batch.session)
    numbers = {row.id: _number_blind(keys, row) for row in rows}
    people = await _people(batch, rows, numbers)
    mobiles = await _mobiles(batch, keys, rows, people)
    found: dict[UUID, UUID] = {}
    for row in rows:
        client, code = _who(row, numbers[row.id], people, mobiles)
        if client is not None:
            found[row.id] = client.id
        if code is not None:
            field = "id_number" if code == "client_name_differs" else "client"
            _say(row, field, unknown if code == "client_unknown" else code)
    return found


def _say(row: OpenRow, field: str, code: str) -> None:
    if code in {"client_unknown", "client_ambiguous"}:
        row.refuse(field, code)
    else:
        row.note(field, code)


class _People:
    """Clients whom rows may mean: by the blind index of their number, and by name."""

    def __init__(self, clients: Iterable[Any]) -> None:
        self.by_number: dict[bytes, list[Any]] = defaultdict(list)
        self.by_name: dict[str, list[Any]] = defaultdict(list)
        for client in clients:
            if client.id_number_blind is not None:
                self.by_number[client.id_number_blind].append(client)
            self.by_name[match_key_of(client.name)].append(client)


def _who(
    row: OpenRow, number: bytes | None, people: _People, mobiles: Mapping[UUID, set[UUID]]
) -> tuple[Any, str | None]:
    """The client a row means, and what is to be said about it."""
    namesakes = people.by_name.get(match_key_of(str(row.values.get("client") or "")), [])
    if number is not None:
        same = people.by_number.get(number, [])
        if len(same) > 1:
            same = [client for client in same if client in namesakes] or same
        if len(same) == 1:
            return same[0], None if same[0] in namesakes else "client_name_differs"
        if same:
            return None, "client_ambiguous"
        # Whoever has another number is another person.
        namesakes = [client for client in namesakes if client.id_number_blind is None]
    if len(namesakes) > 1:
        reached = mobiles.get(row.id, set())
        namesakes = [client for client in namesakes if client.id in reached] or namesakes
    if len(namesakes) == 1:
        return namesakes[0], "client_by_name" if number is not None else None
    return None, "client_ambiguous" if namesakes else "client_unknown"


def _number_blind(keys: FirmKeys, row: OpenRow) -> bytes | None:
    number = row.values.get("id_number")
    return keys.blind("id_number", sealed.KINDS["id_number"].key(number)) if number else None


async def _people(batch: Batch, rows: Sequence[OpenRow], numbers: Mapping[UUID, bytes | None]) -> _People:
    """Clients with a number or a name of the rows whom the acting person may see."""
    session, columns = batch.session, (Client.id, Client.name, Client.id_number_blind)
    names = {str(name) for row in rows if (name := row.values.get("client"))}
    sorts = {name_sort_of(name, is_person=is_person) for name in names for is_person in (True, False)}
    blinds = [blind for blind in numbers.values() if blind is not None]
    found: dict[UUID, Any] = {}
    for column, values, kind in (
        (Client.id_number_blind, blinds, LargeBinary()),
        (Client.name_sort, sorted(sorts), Text()),
    ):
        if values:
            chosen = select(*columns).where(
                Client.firm_id == batch.firm_id,
                column == any_(cast(values, ARRAY(kind))),
            )
            found |= {row.id: row for row in await session.execute(chosen)}
    if batch.acting.stands_of is not None and found:
        seen = await batch.acting.stands_of(session, list(found))
        found = {id: row for id, row in found.items() if id in seen}
    return _People(found[id] for id in sorted(found))


async def _mobiles(
    batch: Batch, keys: FirmKeys, rows: Sequence[OpenRow], people: _People
) -> dict[UUID, set[UUID]]:
    """Clients whom the mobile of a row reaches, for rows whose name several bear."""
    asked: dict[bytes, list[UUID]] = defaultdict(list)
    for row in rows:
        name, mobile = match_key_of(str(row.values.get("client") or "")), row.values.get("mobile")
        if mobile and len(people.by_name.get(name, ())) > 1:
            asked[keys.blind("mobile", sealed.KINDS["mobile"].key(mobile))].append(row.id)
    found: dict[UUID, set[UUID]] = defaultdict(set)
    if asked:
        for client_id, blind in await batch.session.execute(
            select(ContactPoint.client_id, ContactPoint.blind).where(
                ContactPoint.firm_id == batch.firm_id,
                ContactPoint.blind == any_(cast(list(asked), ARRAY(LargeBinary()))),
            )
        ):
            for row_id in asked[blind]:
                found[row_id].add(client_id)
    return found


class Funds:
    """A firm's funds and share classes by what sheets call them. code_of: the code of each."""

    def __init__(self, products: Sequence[Any], classes: Sequence[Any]) -> None:
        self.by_code: dict[str, set[FundKey]] = defaultdict(set)
        self.by_name: dict[str, set[FundKey]] = defaultdict(set)
        self.code_of = {FundKey(product.id): product.code for product in products}
        self.code_of |= {FundKey(one.product_id, one.id): one.code for one in classes}
        names = {product.id: product.name for product in products}
        for product in products:
            self._add(FundKey(product.id), (product.code, product.amac_code), (product.name,))
        for one in classes:
            whole = f"{names.get(one.product_id, '')}{one.name}"
            self._add(FundKey(one.product_id, one.id), (one.code,), (whole,))

    def _add(self, key: FundKey, codes: Iterable[str | None], names: Iterable[str]) -> None:
        for code in codes:
            if code:
                self.by_code[code.strip().upper()].add(key)
        for name in names:
            self.by_name[compact(name)].add(key)

    def called(self, code: str | None, name: str | None) -> tuple[FundKey | None, str | None, str | None]:
        """The fund of a code and a name, else the field and the code of what is wrong."""
        by_name = self.by_name.get(compact(name), set()) if name else set()
        if not code:
            if len(by_name) == 1:
                return next(iter(by_name)), None, None
            return None, "product", "fund_ambiguous" if by_name else "fund_unknown"
        own = self.by_code.get(code.strip().upper(), set())
        if len(own) != 1:
            return None, "product_code", "fund_ambiguous" if own else "fund_unknown"
        fund = next(iter(own))
        if by_name and not any(one.product_id == fund.product_id for one in by_name):
            return None, "product", "fund_differs"
        return fund, None, None


async def funds_named(batch: Batch, rows: Sequence[OpenRow], *, required: bool = True) -> dict[UUID, FundKey]:
    """The fund or class of each row, by the row's id; a row that names none gets an issue and is absent.

    required: also a row without any name of a fund is refused.
    """
    funds = await funds_of(batch)
    found: dict[UUID, FundKey] = {}
    for row in rows:
        code, name = row.values.get("product_code"), row.values.get("product")
        if not (code or name) and not required:
            continue
        fund, field, problem = funds.called(code, name)
        if fund is not None:
            found[row.id] = fund
        elif problem is not None:
            row.refuse(field, problem)
    return found


async def funds_of(batch: Batch) -> Funds:
    """All funds of the firm, read once in a batch."""
    firm_id, session = batch.firm_id, batch.session
    products = await session.execute(
        select(Product.id, Product.code, Product.name, Product.amac_code).where(Product.firm_id == firm_id)
    )
    classes = await session.execute(
        select(ShareClass.id, ShareClass.product_id, ShareClass.code, ShareClass.name).where(
            ShareClass.firm_id == firm_id
        )
    )
    return Funds(products.all(), classes.all())
