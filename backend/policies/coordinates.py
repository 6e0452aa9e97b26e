"""What can be granted: every coordinate of the published schema, and what makes sense for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from graphql import FieldDefinitionNode, ListTypeNode, ObjectTypeDefinitionNode, TypeNode, parse
from graphql.language import NonNullTypeNode

from backend.book.client_fields import CLIENT_FIELD
from backend.platform.principal import Relation
from backend.policies.rules import Right
from backend.systemize.fields import Kind as ValueKind

SDL = Path(__file__).parent.parent / "schema" / "schema.graphql"

ROOTS = ("Query", "Mutation", "Subscription")
PLUMBING_TYPES = ("Connection", "Edge", "PageInfo")
PLUMBING_FIELDS = frozenset({"id", "version", "relation"})

OWN, TEAM, SCOPE, FIRM = Relation.OWN, Relation.TEAM, Relation.SCOPE, Relation.FIRM
ANY = (OWN, TEAM, SCOPE, FIRM)

# Types whose rows stand in a relation to the caller; of every other type there is only the firm's.
ROW_RELATIONS: Mapping[str, tuple[Relation, ...]] = {
    **dict.fromkeys(("Client", "ContactPoint", "Assignment", "ClientRelation", "Lineage", "Household"), ANY),
    "ClientMerge": ANY,
    **dict.fromkeys(("Document", "DocumentVersion"), ANY),
    **dict.fromkeys(
        ("Holding", "Holder", "HoldingChange", "Lot", "Transaction", "UnitBreak", "FundOrder"), ANY
    ),
    **dict.fromkeys(("PaymentReceipt", "Revenue"), ANY),
    **dict.fromkeys(("ClientPerformance", "PositionPerformance", "Performance", "WorthDay", "Assets"), ANY),
    **dict.fromkeys(
        ("Interaction", "InteractionParticipant", "TalkMessage", "Need", "Task", "AuditEntry", "FieldChange"),
        ANY,
    ),
    **dict.fromkeys(("Journey", "StageVisit"), ANY),
    **dict.fromkeys(("AutomationRun", "AutomationStep", "AutomationSend"), ANY),
    **dict.fromkeys(("Proposal", "ProposalItem", "ProposalStep", "ProposalVersion"), ANY),
    **dict.fromkeys(("Message", "MessageStep"), ANY),
    **dict.fromkeys(("ServiceRequest", "RequestStep"), ANY),
    **dict.fromkeys(("Approval", "ApprovalStep", "ApprovalSigner", "ApprovalCopy", "ApprovalAct"), ANY),
    "JourneyTemplate": (TEAM, FIRM),
    "User": (OWN, TEAM, FIRM),
    "Team": (TEAM, FIRM),
    **dict.fromkeys(
        ("Product", "NavPoint", "ShareClass", "FeeTerms", "RedemptionStep", "OpenDay"), (SCOPE, FIRM)
    ),
    **dict.fromkeys(("Handover", "HandoverLine"), (OWN, TEAM, FIRM)),
    "Notification": (OWN,),
    "IncomingMail": (OWN,),
    "Import": (OWN, FIRM),
    "Export": (OWN, FIRM),
}
# What tells something about a client, apart from tasks, which everybody has some of.
CLIENT_TYPES = frozenset(
    {"Client", "ContactPoint", "Assignment", "ClientRelation", "ClientMerge", "Lineage", "Household"}
    | {"Document", "DocumentVersion"}
    | {
        "Holding",
        "Holder",
        "HoldingChange",
        "Lot",
        "Transaction",
        "Interaction",
        "AuditEntry",
        "FieldChange",
        "UnitBreak",
    }
    | {"InteractionParticipant", "TalkMessage", "ReadTalk", "ReadMessage", "ReadMail", "ReadAttachment"}
    | {"IncomingMail"}
    | {"Journey", "StageVisit"}
    | {"AutomationRun", "AutomationStep", "AutomationSend", "AutomationSample", "AutomationTest"}
    | {"Proposal", "ProposalItem", "ProposalStep", "ProposalVersion"}
    | {"Message", "MessageStep"}
    | {"ServiceRequest", "RequestStep", "RequestGuess"}
    | {"Need", "Handover", "HandoverLine", "HandoverProposal", "ProposedLine", "Workload"}
    | {"FundOrder", "PaymentReceipt", "ReceiptSuggestion", "Revenue", "RevenueSum", "RevenueOfClient"}
    | {"BookingPreview", "LotChange", "PaymentDifference", "FeeDifference"}
    | {
        "ClientPerformance",
        "PositionPerformance",
        "Performance",
        "WorthDay",
        "Assets",
        "FirmAssets",
        "ProductAssets",
    }
)
CLIENT_CALLS = frozenset(
    {
        "Mutation.reveal",
        "Mutation.openDocument",
        "Query.audit",
        "Query.auditLog",
        "Subscription.clientChanged",
    }
)

# The list of all ways to reach a client is as guarded as each of them.
# What compliance finds is granted by name: whoever is looked into must not learn of it by a wildcard.
# So is where colleagues work from.
GUARDED = frozenset({"Client.contactPoints", "Client.aml", "AuditEntry.ip"})

FREE_RIGHTS: Mapping[str, tuple[str, str]] = {
    "Right.explore": ("自由查询", "Send free GraphQL documents"),
    "Right.introspect": ("查看接口结构", "Read the schema by introspection"),
    "Right.shareViews": ("共享视图给全公司", "Share views with the whole firm"),
    "Right.calendarNames": (
        "日历订阅显示客户全名",
        "Full names of clients in the calendar for other programs",
    ),
    "Right.letGo": ("移交客户时停用离任者账号", "End a leaver's access when handing over his clients"),
    "Right.policies": ("发布权限规则", "Publish policies"),
    "Right.importFunds": ("导入产品、净值与估值表", "Import funds, NAVs and valuation workbooks"),
    "Right.importLedger": (
        "导入交易、期初持仓与份额",
        "Import transactions, opening balances and unit lists",
    ),
    "Right.callOut": ("自动化规则调用外部系统", "Automations that call other systems"),
    "Right.importMoney": ("导入到账流水与费用", "Import payments and fees"),
}


BLIND = "ClientInput"
"""`ClientInput.idNumber`: may write the number without reading it; who holds `edit` on `Client.idNumber` may anyway."""


CUSTOM = re.compile(r"Client\.custom:[a-z][a-z0-9_]{0,39}")
"""The coordinate of a field that a firm added itself: in no schema, granted by name only."""


class Kind(StrEnum):
    """What a coordinate names."""

    TYPE = "type"
    FIELD = "field"
    CALL = "call"
    RIGHT = "right"


CALL_RIGHTS = (Right.VIEW,)
"""A root field or a free right is held or not; `view` says it."""


@dataclass(frozen=True, slots=True)
class Coordinate:
    """One thing a rule can speak about.

    relations, rights: what may be granted on it; maskable: `masked` is among them; sealed: an allowing
    wildcard passes it by, so that it is granted by name only; of_client: tells something about a client.
    """

    name: str
    kind: Kind
    relations: tuple[Relation, ...]
    rights: tuple[Right, ...]
    sealed: bool = False
    of_client: bool = False

    @property
    def maskable(self) -> bool:
        """Whether the value can be shown masked."""
        return Right.MASKED in self.rights

    @property
    def group(self) -> str:
        """The part before the dot: what a wildcard names."""
        return self.name.partition(".")[0]


Coordinates = Mapping[str, Coordinate]


@cache
def known() -> Coordinates:
    """All coordinates of the shipped schema, by name."""
    return coordinates_of(SDL.read_text(encoding="utf-8"))


def coordinates_of(sdl: str) -> Coordinates:
    """The coordinates of a schema: types, fields, root fields, free rights; by name, in the schema's order."""
    found = {coordinate.name: coordinate for coordinate in _of_schema(sdl)}
    for key, entry in CLIENT_FIELD.items():
        if entry.kind is ValueKind.SEALED and entry.editable:
            found[f"{BLIND}.{key}"] = _blind(key)
    for name in FREE_RIGHTS:
        found[name] = Coordinate(name, Kind.RIGHT, (FIRM,), CALL_RIGHTS)
    return found


def with_custom(coordinates: Coordinates, names: Iterable[str]) -> Coordinates:
    """The coordinates, and those of a firm's own fields among the names."""
    own = {name: _custom(name) for name in names if CUSTOM.fullmatch(name)}
    return {**coordinates, **own} if own else coordinates


def _custom(name: str) -> Coordinate:
    # Of a value that is not sealed nothing is shown to whoever sees it masked.
    rights = (Right.MASKED, Right.VIEW, Right.EDIT, Right.EXPORT)
    return Coordinate(name, Kind.FIELD, ANY, rights, sealed=True, of_client=True)


def _of_schema(sdl: str) -> Iterator[Coordinate]:
    for node in parse(sdl, no_location=True).definitions:
        if not isinstance(node, ObjectTypeDefinitionNode) or node.name.value.endswith(PLUMBING_TYPES):
            continue
        name = node.name.value
        if name in ROOTS:
            yield from (_call(name, field) for field in node.fields or ())
            continue
        relations = ROW_RELATIONS.get(name, (FIRM,))
        of_client = name in CLIENT_TYPES
        yield Coordinate(name, Kind.TYPE, relations, (Right.VIEW, Right.EXPORT), of_client=of_client)
        for field in node.fields or ():
            if field.name.value not in PLUMBING_FIELDS:
                yield _field(name, field.name.value, relations, of_client)


def _call(root: str, field: FieldDefinitionNode) -> Coordinate:
    name = f"{root}.{field.name.value}"
    answer = _named(field.type).removesuffix("Connection")
    # A change of a row counts the row's relation; to ask or to listen is allowed or not.
    relations = ANY if root == "Mutation" else (FIRM,)
    of_client = answer in CLIENT_TYPES or name in CLIENT_CALLS
    return Coordinate(name, Kind.CALL, relations, CALL_RIGHTS, of_client=of_client)


def _blind(key: str) -> Coordinate:
    rights = (Right.VIEW, Right.EDIT)
    return Coordinate(f"{BLIND}.{key}", Kind.FIELD, ANY, rights, sealed=True, of_client=True)


def _field(type_name: str, key: str, relations: tuple[Relation, ...], of_client: bool) -> Coordinate:
    entry = CLIENT_FIELD.get(key) if type_name == "Client" else None
    rights = (Right.VIEW, Right.EDIT, Right.EXPORT)
    return Coordinate(
        f"{type_name}.{key}",
        Kind.FIELD,
        relations,
        (Right.MASKED, *rights) if entry is not None and entry.maskable else rights,
        sealed=f"{type_name}.{key}" in GUARDED or (entry is not None and entry.kind is ValueKind.SEALED),
        of_client=of_client,
    )


def _named(node: TypeNode) -> str:
    while isinstance(node, NonNullTypeNode | ListTypeNode):
        node = node.type
    return str(getattr(node, "name").value)  # noqa: B009  what remains is a NamedTypeNode
