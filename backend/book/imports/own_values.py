"""What rows say of a firm's own fields, held against the definitions of the moment they are taken in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from typing import Any
from uuid import UUID

from backend.book import custom_sealed
from backend.book.clients import Client
from backend.book.custom_fields import POINTING, REACHED, CustomField
from backend.book.custom_values import fields_in_use, kept_value
from backend.book.form_rules import asked, conditions_of, facts_of, is_in_force, shown
from backend.book.form_saving import initial_of
from backend.book.imports.batches import Batch
from backend.book.imports.client_drafts import ClientDraft
from backend.book.imports.own_cells import CODES
from backend.book.imports.own_records import Records, records_named
from backend.book.imports.owners import Staff, staff_of
from backend.book.imports.rows import OpenRow
from backend.platform.crypto import DataKey, FirmKeys
from backend.platform.errors import Refused
from backend.platform.principal import Principal, Relation
from backend.systemize.fields import Kind


@dataclass(frozen=True)
class OwnFields:
    """The own fields that the acting person may import, by `custom:<key>`.

    staff, records: whom and what cells can mean; asked for only with such fields.
    """

    fields: Mapping[str, CustomField]
    staff: Staff
    principal: Principal
    records: Records = attribute(default_factory=dict)

    @property
    def names(self) -> dict[str, str]:
        """Names of people by id."""
        return {str(id): member.name for id, member in self.staff.by_id.items()}

    def resolved(self, row: OpenRow, draft: ClientDraft) -> ClientDraft | None:
        """The draft with ids for the clients and products it names; None, the row rejected, where that is unclear."""
        own = dict(draft.own)
        for name, value in draft.own.items():
            of = self.fields.get(name)
            if of is not None and of.kind in REACHED:
                id = self.records.get((of.kind, str(value)))
                if id is None:
                    row.refuse(name, "record_unclear")
                    return None
                own[name] = str(id)
        return replace(draft, own=own)

    def hold(self, row: OpenRow, draft: ClientDraft) -> bool:
        """Whether the book can still keep what a row says; the row is rejected where not."""
        for name, value in draft.own.items():
            field = self.fields.get(name)
            code = "no_right" if field is None else self._fault(field, value)
            if code is not None:
                row.refuse(name, code)
                return False
        return True

    def hold_required(self, row: OpenRow, draft: ClientDraft) -> bool:
        """Whether a new client of a row has what the firm requires; the row is rejected where not."""
        kept = self.new(draft)
        wanted = asked(self.fields, facts_of(draft.values, kept, self.fields))
        missing = [
            name
            for name, field in self.fields.items()
            if name in wanted
            and field.slot not in kept
            and (
                self.principal.user_id is None or is_in_force(self.principal.mask, name, conditions_of(field))
            )
        ]
        for name in missing:
            row.refuse(name, "missing")
        return not missing

    def new(self, draft: ClientDraft) -> dict[str, Any]:
        """The values of a new client by slot, with those that fields begin with.

        Nobody new gets an option that is retired, nor what a field begins with where the form does not show it.
        """
        kept = {
            self.fields[name].slot: value
            for name, value in draft.own.items()
            if not is_retired(self.fields[name], value)
        }
        for name, field in self.fields.items():
            value = None if name in draft.own else initial_of(field, self.principal)
            if value is not None and name in shown(self.fields, facts_of(draft.values, kept, self.fields)):
                kept[field.slot] = value
        return kept

    def _fault(self, field: CustomField, value: Any) -> str | None:
        if field.kind == Kind.USER:
            member = self.staff.by_id.get(UUID(value))
            return None if member is not None and member.active else "staff_unclear"
        if field.kind in POINTING:
            return None
        before = [each["value"] for each in field.options] if field.kind == Kind.CHOICES else value
        try:
            kept_value(field, value, before)
        except Refused as refusal:
            return CODES.get(str(refusal.params.get("problem")), "bad_option")
        return None


def may_import(principal: Principal, name: str) -> bool:
    """Whether an own field is a column of somebody's sheets; the product itself knows all of them."""
    return principal.user_id is None or principal.mask.may_write("Client", name, Relation.OWN)


async def own_fields(batch: Batch) -> OwnFields:
    """The own fields of a batch's firm as they are now."""
    principal = batch.acting.principal
    fields = {
        name: field
        for name, field in (await fields_in_use(batch.session)).items()
        if not field.is_computed and may_import(principal, name)
    }
    staff = Staff(())
    if any(field.kind == Kind.USER for field in fields.values()):
        staff = await staff_of(batch.session)
    return OwnFields(fields, staff, principal, await records_named(batch, fields))


def is_retired(field: CustomField, value: Any) -> bool:
    """Whether a value has an option that nobody is given any more."""
    retired = {each["value"] for each in field.options if each.get("retired")}
    return bool(retired.intersection(value if isinstance(value, list) else [value]))


def sealed_own(kept: Mapping[str, Any], keys: FirmKeys, key: DataKey, client_id: UUID) -> dict[str, Any]:
    """Values by slot as they are kept: those of sealed fields under the client's key."""
    return {
        slot: custom_sealed.seal(slot, value, keys, key, client_id)
        if slot.endswith(f":{Kind.SEALED}") and isinstance(value, str)
        else value
        for slot, value in kept.items()
    }


def own_changes(
    client: Client,
    own: Mapping[str, Any],
    fields: Mapping[str, CustomField],
    keys: FirmKeys,
    *,
    wins: bool,
) -> Iterator[tuple[str, CustomField, Any, Any]]:
    """Key, field, stored and new value of the own fields that a row would write to a client who is there."""
    kept: Mapping[str, Any] = client.custom or {}
    for name, value in own.items():
        field = fields.get(name)
        if field is None:
            continue
        stored = kept.get(field.slot)
        is_same = (
            stored is not None and stored["blind"] == custom_sealed.blind_of(field.slot, value, keys)
            if custom_sealed.is_sealed(field)
            else stored == value
        )
        wanted = (stored is None or wins) and not is_same
        if wanted and not is_retired(field, _added(stored, value)):
            yield name, field, stored, value


def _added(stored: Any, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [each for each in value if each not in (stored or ())]
