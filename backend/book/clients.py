"""The client: one party the firm serves, an individual, an institution or a product that invests."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Computed, Date, DateTime, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.db import TenantRow, Versioned, refers
from backend.platform.errors import bad_input
from backend.platform.places import ENDS, IN_CENTS, place_in

# What lists compare and sort by: with it in the index, a page of one's own clients reads no other rows.
LISTED = (
    "id",
    "archived_at",
    "state",
    "risk_level",
    "province",
    "aum_order",
    "name_sort",
    "onboard_date",
    "last_interaction_at",
    "created_at",
    "updated_at",
)
LAST_SEEN, LAST_SEEN_DOWN = (place_in("last_interaction_at", end) for end in ENDS[DateTime])
ONBOARD, ONBOARD_DOWN = (place_in("onboard_date", end) for end in ENDS[Date])
DUE, DUE_DOWN = (place_in("contact_due_on", end) for end in ENDS[Date])
TIER, TIER_DOWN = (place_in("tier_rank", end) for end in ENDS[Integer])
RISK, _ = (place_in("risk_level", end) for end in ENDS[Text])


class Client(Versioned, TenantRow):
    """One client. Personal numbers are envelopes with a mask and blind indexes beside them.

    aum: CNY, from holdings and NAV (rebuild.py), never by hand. owner_id, team_id: the present owner and his
    team, kept by assignments.py. archived_at: out of every list, kept for history. aum_order: aum in whole cents.
    tier, tier_rank: key and place (1 is the lowest) in the firm's model, None before he ever had AUM; tier_id: his
    latest move (tier_sweeps.py). service_cell, contact_due_on, owner_fits: what the service matrix says of him, None
    where it says nothing (service_sweeps.py).
    merged_into_id: the client he turned out to be (merging.py); nothing is done to him any more.
    custom: values of the firm's own fields by slot (custom_fields.py), as JSON: exact decimals and days as text.
    """

    __tablename__ = "client"
    spread: ClassVar[frozenset[str]] = frozenset({"custom"})
    maintained: ClassVar[frozenset[str]] = frozenset(
        {
            *("aum", "last_interaction_at", "tier", "tier_rank", "tier_id"),
            *("service_cell", "contact_due_on", "owner_fits"),
        }
    )
    __table_args__ = (
        refers("user_account", "owner_id"),
        refers("team", "team_id"),
        refers("household", "household_id"),
        refers("client", "merged_into_id"),
        Index("ix_client_name", "firm_id", "name_sort", "id"),
        Index("ix_client_aum", "firm_id", "aum_order", "id"),
        Index("ix_client_updated", "firm_id", "updated_at", "id"),
        Index("ix_client_created", "firm_id", "created_at", "id"),
        # Rows without a value come last in both directions, which one index cannot read both ways.
        Index("ix_client_last_interaction", "firm_id", text(LAST_SEEN), "id"),
        Index("ix_client_last_interaction_down", "firm_id", text(LAST_SEEN_DOWN), "id"),
        Index("ix_client_onboard", "firm_id", text(ONBOARD), "id"),
        Index("ix_client_onboard_down", "firm_id", text(ONBOARD_DOWN), "id"),
        Index("ix_client_state", "firm_id", "state", text("aum_order desc"), text("id desc")),
        Index("ix_client_risk", "firm_id", "risk_level", text("aum_order desc"), text("id desc")),
        Index("ix_client_risk_order", "firm_id", text(RISK), text("aum_order desc"), text("id desc")),
        Index("ix_client_class", "firm_id", "investor_class", "id"),
        Index("ix_client_tier", "firm_id", "tier", text("aum_order desc"), text("id desc")),
        Index("ix_client_due", "firm_id", text(DUE), "id"),
        Index("ix_client_due_down", "firm_id", text(DUE_DOWN), "id"),
        Index("ix_client_tier_order", "firm_id", text(TIER), "id"),
        Index("ix_client_tier_down", "firm_id", text(TIER_DOWN), "id"),
        Index("ix_client_province", "firm_id", "province", text("aum_order desc"), text("id desc")),
        Index("ix_client_name_begins", "firm_id", "name", postgresql_ops={"name": "text_pattern_ops"}),
        Index("ix_client_owner", "firm_id", "owner_id", postgresql_include=LISTED),
        Index("ix_client_team", "firm_id", "team_id", postgresql_include=LISTED),
        Index("ix_client_household", "firm_id", "household_id"),
        Index("ix_client_merged", "firm_id", "merged_into_id", postgresql_where="merged_into_id is not null"),
        Index("ix_client_id_number", "firm_id", "id_number_blind"),
        Index("ix_client_id_number_tail", "firm_id", "id_number_tail"),
        Index("ix_client_bank_account", "firm_id", "bank_account_blind"),
        Index("ix_client_search", "firm_id", "search_tokens", postgresql_using="gin"),
    )

    kind: Mapped[str] = mapped_column(default="individual")
    name: Mapped[str]
    name_pinyin: Mapped[str] = mapped_column(default="")
    name_sort: Mapped[str] = mapped_column(default="")
    search_tokens: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    company: Mapped[str | None]
    occupation: Mapped[str | None]
    gender: Mapped[str | None]
    birth_date: Mapped[date | None]
    id_type: Mapped[str | None]
    id_number_sealed: Mapped[bytes | None]
    id_number_masked: Mapped[str | None]
    id_number_blind: Mapped[bytes | None]
    id_number_tail: Mapped[bytes | None]
    bank_account_sealed: Mapped[bytes | None]
    bank_account_masked: Mapped[str | None]
    bank_account_blind: Mapped[bytes | None]
    bank_account_tail: Mapped[bytes | None]
    state: Mapped[str] = mapped_column(default="lead")
    source: Mapped[str | None]
    province: Mapped[str | None]
    city: Mapped[str | None]
    industry: Mapped[str | None]
    risk_level: Mapped[str | None]
    risk_valid_until: Mapped[date | None]
    qualified: Mapped[bool | None]
    investor_class: Mapped[str] = mapped_column(default="ordinary")
    aum: Mapped[Decimal] = mapped_column(default=Decimal(0))
    aum_order: Mapped[int] = mapped_column(BigInteger, Computed(IN_CENTS.format("aum"), persisted=True))
    tier: Mapped[str | None]
    tier_rank: Mapped[int | None]
    tier_id: Mapped[UUID | None]
    service_cell: Mapped[str | None]
    contact_due_on: Mapped[date | None]
    owner_fits: Mapped[bool | None]
    relationship: Mapped[str | None]
    note: Mapped[str | None]
    onboard_date: Mapped[date | None]
    last_interaction_at: Mapped[datetime | None]
    owner_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    household_id: Mapped[UUID | None]
    archived_at: Mapped[datetime | None]
    merged_into_id: Mapped[UUID | None]
    custom: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")

    def hold_open(self) -> None:
        """Raise Refused(BAD_USER_INPUT, merged) once he is part of another client."""
        if self.merged_into_id is not None:
            raise bad_input("client", "merged")
