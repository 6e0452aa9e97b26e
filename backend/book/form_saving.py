"""What a client's form asks for, held when a client is made or changed; what a new client has by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from backend.book.client_fields import CLIENT_FIELD
from backend.book.clients import Client
from backend.book.custom_fields import CUSTOM, CustomField
from backend.book.custom_values import fields_in_use
from backend.book.form_rules import PRODUCT, asked, conditions_of, facts_of, is_in_force, rests_on, shown
from backend.platform.clock import business_date
from backend.platform.errors import bad_input
from backend.platform.principal import Principal, Relation
from backend.systemize.fields import Kind

TODAY: Final = "today"
ME: Final = "me"


@dataclass
class Form:
    """The own fields as a person fills them in. before: those that were asked for; None of a new client."""

    fields: Mapping[str, CustomField]
    principal: Principal
    before: set[str] | None = None
    given: frozenset[str] = field(default_factory=frozenset)

    def asked(self, client: Client) -> set[str]:
        """The fields that this person has to fill in: those he may write, and whose rules he may know of."""
        if not self.fields:
            return set()
        mask = self.principal.mask
        return {
            name
            for name in asked(self.fields, client_facts(client, self.fields))
            if mask.may_write("Client", name, Relation.OWN)
            and is_in_force(mask, name, conditions_of(self.fields[name]))
        }

    def hold(self, client: Client) -> None:
        """Raises Refused(BAD_USER_INPUT, required) naming a field that is empty and has to be filled in.

        Of a client who is there, what was missing before stays missing: a change is not refused for it, unless it
        empties the field, or makes it one that is asked for.
        """
        kept = client.custom or {}
        wanted = self.asked(client)
        for name, each in self.fields.items():
            if name not in wanted or each.slot in kept:
                continue
            if self.before is None or name in self.given or name not in self.before:
                raise bad_input(name, "required")


async def opened(session: AsyncSession, client: Client | None, values: Mapping[str, Any]) -> Form:
    """The form before a change. client: None for one who is about to be made; values: what is to be written.

    Fields are read only where the change can touch them.
    """
    principal: Principal = session.info["principal"]
    if client is not None and not touches(principal, values):
        return Form({}, principal, set())
    form = Form(await fields_in_use(session), principal, given=frozenset(values))
    if client is not None:
        form.before = form.asked(client)
    return form


def touches(principal: Principal, keys: Iterable[str]) -> bool:
    """Whether writing these fields can change what is asked of somebody."""
    written = set(keys)
    if any(key.startswith(CUSTOM) for key in written):
        return True
    return any(
        key in written
        for own in principal.mask.own.values()
        for condition in conditions_of(own)
        for key in rests_on(condition)
    )


def client_facts(client: Client, fields: Mapping[str, CustomField]) -> dict[str, Any]:
    """What the rules of a form are asked about a client."""
    product = {key: getattr(client, CLIENT_FIELD[key].column) for key in PRODUCT}
    return facts_of(product, client.custom or {}, fields)


def begin(client: Client, form: Form) -> None:
    """Give a new client what the firm's fields begin with, where nothing was said of them."""
    kept = dict(client.custom or {})
    for name, each in form.fields.items():
        if name in form.given or not form.principal.mask.may_write("Client", name, Relation.OWN):
            continue
        value = initial_of(each, form.principal)
        if value is not None and name in shown(form.fields, client_facts(client, form.fields)):
            kept[each.slot] = value
            client.custom = dict(kept)


def initial_of(each: CustomField, principal: Principal) -> Any:
    """What a new client has in a field, as it is kept; None for nothing."""
    if each.initial == TODAY and each.kind == Kind.DATE:
        return business_date().isoformat()
    if each.initial == ME and each.kind == Kind.USER:
        return str(principal.user_id) if principal.user_id else None
    return each.initial
