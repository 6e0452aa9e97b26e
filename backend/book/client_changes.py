"""Making and changing clients: one function a change, everything checked before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.book import custom_files, custom_values, sealed, tags
from backend.book.assignments import Assignment
from backend.book.client_events import ClientAssigned, ClientChanged, ClientCreated
from backend.book.client_fields import CLIENT_FIELD, CLIENT_FIELDS
from backend.book.clients import Client
from backend.book.contact_points import ContactDraft, replace_contacts
from backend.book.custom_fields import CUSTOM
from backend.book.duplicates import refuse_duplicates
from backend.book.form_saving import Form, begin, opened
from backend.book.ledger import Holding
from backend.book.lookup import active_user, actor_id
from backend.platform.bells import strike
from backend.platform.clock import business_date, now
from backend.platform.errors import Refused, bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.platform.keys import Vault
from backend.platform.versions import locked_at, touch
from backend.systemize.field_values import value_of
from backend.systemize.fields import Field, Kind
from backend.systemize.names import name_sort_of, normalise_name, pinyin_of
from backend.systemize.search_tokens import tokens_of

# By hand a client gets no further than qualified: the states after it follow from signed and confirmed orders.
# Nor does anybody take him back by hand from those, or out of a block.
STATES_BY_HAND = ("lead", "prospect", "qualified", "rejected")
# Fields that say nothing about other columns, and whose values look in audit rows as in JSON.
AMENDABLE = frozenset(
    field.key
    for field in CLIENT_FIELDS
    if field.editable
    and not field.contact
    and not field.required
    and field.kind in {Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE, Kind.BOOLEAN, Kind.DATE}
    and field.key not in {"company", "idType", "state"}
)


async def create_client(
    session: AsyncSession,
    vault: Vault,
    values: Mapping[str, Any],
    contacts: Sequence[ContactDraft] = (),
    *,
    owner_id: UUID | None = None,
    tag_ids: Sequence[UUID] = (),
    allow_duplicate: bool = False,
) -> Client:
    """A new client.

    values: GraphQL keys of editable catalogue fields, `custom:<key>` of the firm's own; contacts: primary ones
    first; owner_id: default is the acting user. Raises Refused: BAD_USER_INPUT for values, DUPLICATE(candidates)
    unless allowed.
    """
    client = Client(id=uuid7(), name="", created_at=now(), updated_at=now(), kind="individual")
    client.firm_id = session.info["firm_id"]
    client.search_tokens = []
    for field in CLIENT_FIELD.values():
        if field.required and not values.get(field.key):
            raise bad_input(field.key, "required")
    owner = await active_user(session, chosen, "owner") if (chosen := owner_id or actor_id(session)) else None
    form = await opened(session, None, values)
    coming = await _apply(session, vault, client, values, form)
    begin(client, form)
    form.hold(client)
    if not allow_duplicate:
        await refuse_duplicates(session, vault, client, contacts)
    session.add(client)
    if owner is not None:
        client.owner_id, client.team_id = owner.id, owner.team_id
    await session.flush()
    await custom_files.carry(session, client.id, coming)
    await replace_contacts(session, vault, client, contacts)
    if owner is not None:
        session.add(Assignment(client_id=client.id, user_id=owner.id, role="owner", credit=100))
        emit(session, ClientAssigned(client.id, owner.id, "owner", ended=False, by=actor_id(session)))
    emit(session, ClientCreated(client_id=client.id))
    await session.flush()
    for tag_id in tag_ids:
        await tags.give(session, client.id, tag_id)
    strike(session, "client", str(client.id))
    return client


async def update_client(
    session: AsyncSession,
    vault: Vault,
    id: UUID,
    version: int,
    values: Mapping[str, Any],
    contacts: Sequence[ContactDraft] | None = None,
) -> Client:
    """Change fields of a client: absent keys stay, None empties; contacts replace those of their kinds.

    Raises Refused: CONFLICT(fields) for a stale version, BAD_USER_INPUT for values.
    """
    client = await locked_at(session, Client, id, version)
    form = await opened(session, client, values)
    coming = await _apply(session, vault, client, values, form)
    form.hold(client)
    await custom_files.carry(session, client.id, coming)
    changed = [*values]
    if contacts is not None:
        changed += await replace_contacts(session, vault, client, contacts)
    await session.flush()
    if changed:
        touch(client, version)
    if changed:
        emit(session, told_of(id, changed))
        strike(session, "client", str(id))
    return client


async def archive(session: AsyncSession, id: UUID, version: int) -> Client:
    """Take a client out of the lists; history stays.

    Raises Refused(BAD_USER_INPUT) while he holds units (also those without a NAV yet) and when he is out already.
    """
    client = await locked_at(session, Client, id, version)
    held = select(Holding.id).where(
        Holding.firm_id == client.firm_id,
        Holding.client_id == id,
        Holding.valid_to.is_(None),
        Holding.units != 0,
    )
    if client.archived_at is not None or client.aum > 0 or await session.scalar(held.limit(1)):
        raise bad_input("id", "state")
    client.archived_at = now()
    await session.flush()
    emit(session, ClientChanged(client_id=id, fields=("archivedAt",)))
    strike(session, "client", str(id))
    return client


async def _apply(
    session: AsyncSession, vault: Vault, client: Client, values: Mapping[str, Any], form: Form
) -> list[custom_files.Coming]:
    own = {key: raw for key, raw in values.items() if key.startswith(CUSTOM)}
    files = {key: raw for key, raw in own.items() if custom_files.is_file(form.fields.get(key))}
    plain = {key: raw for key, raw in own.items() if key not in files}
    await custom_values.put(session, vault, client, plain, form.fields)
    coming = await custom_files.put(session, client, files, form.fields)
    for key, raw in values.items():
        if key in own:
            continue
        field = CLIENT_FIELD.get(key)
        if field is None or not field.editable or field.contact:
            raise bad_input(key, "choice")
        if field.kind is Kind.SEALED:
            await _seal_field(session, vault, client, field, raw, values.get("idType", client.id_type))
        else:
            setattr(client, field.column, _checked(client, field, raw))
    if "name" in values or "company" in values or "kind" in values:
        spell(client)
    return coming


def amended(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Columns and values of a change that depends on nothing else of the client; None when it is not of that kind.

    values: as for `update_client`; whoever changes by these finds there what is wrong with bad ones.
    """
    fields = [CLIENT_FIELD[key] for key in values if key in AMENDABLE]
    if not fields or len(fields) < len(values):
        return None
    try:
        return {field.column: _by_itself(field, values[field.key]) for field in fields}
    except Refused:
        return None


def told_of(id: UUID, keys: Iterable[str]) -> ClientChanged:
    """The event of a change of fields, each named once."""
    return ClientChanged(client_id=id, fields=tuple(dict.fromkeys(keys)))


def _by_itself(field: Field, raw: Any) -> Any:
    value = value_of(field, raw)
    if field.key == "birthDate" and value and value > business_date():
        raise bad_input(field.key, "future")
    return value


def _checked(client: Client, field: Field, raw: Any) -> Any:
    value = _by_itself(field, raw)
    if field.key == "name" and value:
        return normalise_name(value)
    by_hand = {value, client.state or "lead"} <= set(STATES_BY_HAND)
    if field.key == "state" and value is not None and value != client.state and not by_hand:
        raise bad_input(field.key, "state")
    if field.key == "state" and value is None:
        raise bad_input(field.key, "required")
    return value


async def _seal_field(
    session: AsyncSession, vault: Vault, client: Client, field: Field, raw: Any, id_type: str | None
) -> None:
    if raw is None or not str(raw).strip():
        sealed.put(client, field.column, None)
        return
    value = sealed.read_value(field.column, str(raw), id_type)
    keys = await vault.firm(session)
    key = (await vault.person_keys_of(session, [client.id], create=True))[client.id]
    place = ("client", client.id, field.column)
    sealed.put(client, field.column, sealed.seal(field.column, value, keys, key, place))


def spell(client: Client) -> None:
    """Pinyin, sort key and search tokens follow the name."""
    person = client.kind == "individual"
    client.name_pinyin = pinyin_of(client.name, is_person=person)
    client.name_sort = name_sort_of(client.name, is_person=person)
    client.search_tokens = tokens_of(client.name, client.company, is_person=person)
