"""Defining a firm's own fields, and saying who may read and write their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import UNSET
from strawberry.scalars import JSON

from backend.book import custom_field_changes
from backend.book.custom_fields import CUSTOM, SECTION
from backend.book.custom_fields import CustomField as FieldRow
from backend.book.form_rules import PRODUCT, rests_on
from backend.graph.changes import changing
from backend.graph.connections import Info
from backend.graph.context import Context
from backend.graph.scalars import Decimal, FieldValue
from backend.platform.errors import Code, Refused, bad_input
from backend.platform.ids import own_id
from backend.platform.principal import Level, Principal, Relation
from backend.policies import store
from backend.policies.roles import KEEPER, ROLES
from backend.policies.rules import Effect, Right, Rule
from backend.schema import inputs
from backend.schema.changing import Key, Work, changed, subject
from backend.schema.custom_fields import CUSTOM_FIELD, CustomField, coordinate_of
from backend.schema.custom_formulas import hold_inputs
from backend.schema.rollup_checks import checked_rollup
from backend.schema.uses import hold_unused
from backend.schema.viewer import policies_of
from backend.systemize.conditions.tree import read
from backend.systemize.fields import Kind
from backend.systemize.formulas.reading import read as read_formula

MOST_GRANTS = 100
CREATE = "Mutation.createCustomField"


@strawberry.input
class OptionInput:
    """One value of a choice. `retired`: it stays where it was chosen, and is offered no more."""

    value: str
    zh: str
    en: str
    retired: bool = False


@strawberry.input
class CreateCustomFieldInput:
    """A new field. Key and kind cannot be changed later.

    `shownWhen`, `requiredWhen`: conditions over the client's other fields; `clientKinds`: of which clients it is
    asked; `initial`: what a new client has, a value, or `today` of a day, or `me` of a user; `formula`: of what it is
    computed, such as `aum * custom:share / 100`; `rollup`: what rows it counts, adds up or picks, such as
    `{"relation": "orders", "take": "sum", "field": "amount", "days": 365, "where": …}`.
    """

    key: str
    kind: str
    zh: str
    en: str
    section: strawberry.ID | None = UNSET
    required: bool | None = UNSET
    options: list[OptionInput] | None = UNSET
    max_length: int | None = UNSET
    places: int | None = UNSET
    low: Decimal | None = UNSET
    high: Decimal | None = UNSET
    shown_when: JSON | None = UNSET
    required_when: JSON | None = UNSET
    client_kinds: list[str] | None = UNSET
    initial: FieldValue | None = UNSET
    formula: str | None = UNSET
    rollup: JSON | None = UNSET


@strawberry.input(description="Absent: unchanged. Null: emptied.")
class UpdateCustomFieldInput:
    """Changes of a field's definition."""

    id: strawberry.ID
    version: int
    zh: str | None = UNSET
    en: str | None = UNSET
    section: strawberry.ID | None = UNSET
    required: bool | None = UNSET
    options: list[OptionInput] | None = UNSET
    max_length: int | None = UNSET
    places: int | None = UNSET
    low: Decimal | None = UNSET
    high: Decimal | None = UNSET
    shown_when: JSON | None = UNSET
    required_when: JSON | None = UNSET
    client_kinds: list[str] | None = UNSET
    initial: FieldValue | None = UNSET
    formula: str | None = UNSET
    rollup: JSON | None = UNSET


@strawberry.input(description="`place`: among the fields in use, counted from 0.")
class MoveCustomFieldInput:
    """Where a field stands from now on."""

    id: strawberry.ID
    version: int
    place: int


@strawberry.input
class FieldGrantInput:
    """A right of a role on the values of a field: `view` or `edit`, of sealed ones also `masked`.

    relation: for `own`, `team`, `scope` or `firm` clients.
    """

    role: str
    relation: str
    right: str


@strawberry.input(description="`grants` replaces all that were. `note`: why, kept with the policy's version.")
class ClassifyCustomFieldInput:
    """Who may read and write the values of a field."""

    id: strawberry.ID
    grants: list[FieldGrantInput]
    note: str


MORE = (
    *("section", "required", "options", "max_length", "places", "low", "high"),
    *("shown_when", "required_when", "client_kinds", "initial", "formula", "rollup"),
)


def _given(input: Any, names: Sequence[str]) -> dict[str, Any]:
    found = {name: getattr(input, name) for name in names if getattr(input, name) is not UNSET}
    if found.get("options"):
        found["options"] = [strawberry.asdict(each) for each in found["options"]]
    if "section" in found:
        section = found.pop("section")
        found["section_id"] = None if section is None else own_id(SECTION, section)
    return found


@strawberry.type
class CustomFieldMutations:
    """The firm's own fields."""

    @changing(lambda: CUSTOM_FIELD)
    async def create_custom_field(
        self, info: Info, input: CreateCustomFieldInput, idempotency_key: Key = None
    ) -> CustomField | None:
        """Add a field to clients; its values are closed to all but the maker's roles until they are classified."""
        context = info.context
        makers, more = await _makers(context), _given(input, MORE)
        _hold_author(context.principal, more)
        _check_rollup(context.principal, input.key, input.kind, more)

        async def work(session: Any) -> Any:
            field = await custom_field_changes.define(
                session, input.key, input.kind, input.zh, input.en, more
            )
            await store.open_new(session, coordinate_of(field.key), makers)
            return field

        return await _changed(
            context,
            "createCustomField",
            work,
            key=idempotency_key,
            input=strawberry.asdict(input),
        )

    @changing(lambda: CUSTOM_FIELD)
    async def update_custom_field(
        self, info: Info, input: UpdateCustomFieldInput, idempotency_key: Key = None
    ) -> CustomField | None:
        """Change words, choices or limits of a field."""
        node = await subject(info.context, CUSTOM_FIELD, input.id, "updateCustomField")
        values = _given(input, ("zh", "en", *MORE))
        _hold_author(info.context.principal, values)
        _check_rollup(info.context.principal, node.row.key, node.row.kind, values)
        return await _changed(
            info.context, "updateCustomField",
            lambda session: custom_field_changes.change(session, node.row.id, input.version, values),
            key=idempotency_key, input=[input.id, input.version, values],
        )  # fmt: skip

    @changing(lambda: CUSTOM_FIELD)
    async def move_custom_field(
        self, info: Info, input: MoveCustomFieldInput, idempotency_key: Key = None
    ) -> CustomField | None:
        """Put a field at another place."""
        node = await subject(info.context, CUSTOM_FIELD, input.id, "moveCustomField")
        return await _changed(
            info.context, "moveCustomField",
            lambda session: custom_field_changes.move(session, node.row.id, input.version, input.place),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: CUSTOM_FIELD)
    async def archive_custom_field(
        self, info: Info, input: inputs.ArchiveInput, idempotency_key: Key = None
    ) -> CustomField | None:
        """Take a field out of use; values and history are kept. Refused while rules in force name it, but knowingly."""
        node = await subject(info.context, CUSTOM_FIELD, input.id, "archiveCustomField")
        return await _changed(
            info.context, "archiveCustomField",
            lambda session: _archived(session, info.context, node.row, input),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: CUSTOM_FIELD)
    async def restore_custom_field(
        self, info: Info, input: inputs.VersionedInput, idempotency_key: Key = None
    ) -> CustomField | None:
        """Bring an archived field back."""
        node = await subject(info.context, CUSTOM_FIELD, input.id, "restoreCustomField")
        return await _changed(
            info.context, "restoreCustomField",
            lambda session: custom_field_changes.restore(session, node.row.id, input.version),
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip

    @changing(lambda: CUSTOM_FIELD)
    async def classify_custom_field(
        self, info: Info, input: ClassifyCustomFieldInput, idempotency_key: Key = None
    ) -> CustomField | None:
        """Say who may read and write the values of a field: a new version of the policy."""
        node = await subject(info.context, CUSTOM_FIELD, input.id, "classifyCustomField")
        coordinate = coordinate_of(node.row.key)
        rules = [_rule(coordinate, grant, node.row.kind) for grant in _few(input.grants)]

        async def work(session: Any) -> Any:
            await store.replace_rules(session, coordinate, rules, input.note)
            return node.row.id

        return await _changed(
            info.context, "classifyCustomField", work,
            key=idempotency_key, input=strawberry.asdict(input),
        )  # fmt: skip


async def _changed(context: Context, call: str, work: Work, *, key: Key, input: Any) -> CustomField | None:
    """As `changed`; what this process knew of the firm's fields and rights it asks for again."""
    found: CustomField | None = await changed(context, CUSTOM_FIELD, call, work, key=key, input=input)
    policies_of(context).doubt(context.principal.firm_id)
    return found


async def _archived(
    session: AsyncSession, context: Context, row: FieldRow, input: inputs.ArchiveInput
) -> FieldRow:
    """Out of use, unless what is in force names it. Raises as `custom_field_changes.archive` and `hold_unused`."""
    done = await custom_field_changes.archive(session, row.id, input.version)
    await hold_unused(session, context, f"Client.{CUSTOM}{row.key}", knowingly=input.knowingly)
    return done


async def _makers(context: Context) -> list[str]:
    """The roles by which the caller may define fields. Raises Refused(FORBIDDEN) without one."""
    policy = await policies_of(context).policy_of(context.principal.firm_id)
    makers = [
        role
        for role in context.principal.roles
        if role != KEEPER and policy.mask((role,)).anywhere(CREATE) >= Level.VIEW
    ]
    if not context.principal.may(CREATE):
        raise Refused(Code.FORBIDDEN, coordinate=CREATE)
    return makers


def _hold_author(principal: Principal, values: Mapping[str, Any]) -> None:
    """Raises Refused(FORBIDDEN) when a rule rests on what its author may not read of every client he sees.

    Own fields he does not know of are refused alike, whether they are there or not.
    """
    mask = principal.mask
    relations = mask.relations("Client")
    if values.get("formula"):
        hold_inputs(principal, read_formula(values["formula"]))
    for name in ("shown_when", "required_when"):
        condition = read(values[name]) if values.get(name) is not None else None
        for key in rests_on(condition):
            known = key in mask.own if key.startswith(CUSTOM) else key in PRODUCT
            is_clear = known and mask.throughout(f"Client.{key}", relations) >= Level.VIEW
            # What no form's rule can rest on is refused as such, by whoever checks the rule.
            if not is_clear and (known or key.startswith(CUSTOM)):
                raise Refused(Code.FORBIDDEN, coordinate=f"Client.{key}")


def _check_rollup(principal: Principal, key: str, kind: str, values: dict[str, Any]) -> None:
    """Put the roll-up as it is kept in place of the one that was given. Raises Refused as `checked_rollup`."""
    if values.get("rollup") is not None:
        values["rollup"] = checked_rollup(principal, key, kind, values["rollup"])


def _few(grants: Sequence[FieldGrantInput]) -> Sequence[FieldGrantInput]:
    if len(grants) > MOST_GRANTS:
        raise bad_input("grants", "limit", limit=MOST_GRANTS)
    return grants


def _rule(coordinate: str, grant: FieldGrantInput, kind: str) -> Rule:
    if grant.role not in ROLES:
        raise bad_input("role", "choice")
    if grant.relation not in tuple(Relation):
        raise bad_input("relation", "choice")
    rights = {Right.VIEW, Right.EDIT, Right.EXPORT} | ({Right.MASKED} if kind == Kind.SEALED else set())
    if grant.right not in rights:
        raise bad_input("right", "choice")
    return Rule(grant.role, coordinate, Relation(grant.relation), Right(grant.right), Effect.ALLOW)
