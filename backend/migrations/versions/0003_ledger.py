"""Funds in full and the ledger: share classes, fees, NAV versions, lots, orders, receipts, rates, revenue, breaks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

# As `platform/roles.py` wrote them for these tables.
WALLS = (
    "grant select on exchange_rate to startrail_read",
    "grant select, insert, update, delete on exchange_rate to startrail_app",
    "alter table exchange_rate enable row level security",
    "create policy firm_wall on exchange_rate to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on exchange_rate for select to startrail_read using (true)",
    "grant select on open_day to startrail_read",
    "grant select, insert, update, delete on open_day to startrail_app",
    "alter table open_day enable row level security",
    "create policy firm_wall on open_day to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on open_day for select to startrail_read using (true)",
    "grant select on share_class to startrail_read",
    "grant select, insert, update, delete on share_class to startrail_app",
    "alter table share_class enable row level security",
    "create policy firm_wall on share_class to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on share_class for select to startrail_read using (true)",
    "grant select on valuation_book to startrail_read",
    "grant select, insert, update, delete on valuation_book to startrail_app",
    "alter table valuation_book enable row level security",
    "create policy firm_wall on valuation_book to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on valuation_book for select to startrail_read using (true)",
    "grant select on fee_terms to startrail_read",
    "grant select, insert, update, delete on fee_terms to startrail_app",
    "alter table fee_terms enable row level security",
    "create policy firm_wall on fee_terms to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on fee_terms for select to startrail_read using (true)",
    "grant select on valuation_line to startrail_read",
    "grant select, insert, update, delete on valuation_line to startrail_app",
    "alter table valuation_line enable row level security",
    "create policy firm_wall on valuation_line to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on valuation_line for select to startrail_read using (true)",
    "grant select on fee_accrual to startrail_read",
    "grant select, insert, update, delete on fee_accrual to startrail_app",
    "alter table fee_accrual enable row level security",
    "create policy firm_wall on fee_accrual to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on fee_accrual for select to startrail_read using (true)",
    "grant select on fund_order to startrail_read",
    "grant select, insert, update, delete on fund_order to startrail_app",
    "alter table fund_order enable row level security",
    "create policy firm_wall on fund_order to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on fund_order for select to startrail_read using (true)",
    "grant select on revenue to startrail_read",
    "grant select, insert, update, delete on revenue to startrail_app",
    "alter table revenue enable row level security",
    "create policy firm_wall on revenue to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on revenue for select to startrail_read using (true)",
    "grant select on unit_break to startrail_read",
    "grant select, insert, update, delete on unit_break to startrail_app",
    "alter table unit_break enable row level security",
    "create policy firm_wall on unit_break to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on unit_break for select to startrail_read using (true)",
    "grant select on lot to startrail_read",
    "grant select, insert, update, delete on lot to startrail_app",
    "alter table lot enable row level security",
    "create policy firm_wall on lot to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on lot for select to startrail_read using (true)",
    "grant select on payment_receipt to startrail_read",
    "grant select, insert, update, delete on payment_receipt to startrail_app",
    "alter table payment_receipt enable row level security",
    "create policy firm_wall on payment_receipt to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on payment_receipt for select to startrail_read using (true)",
    "grant select on lot_use to startrail_read",
    "grant select, insert, update, delete on lot_use to startrail_app",
    "alter table lot_use enable row level security",
    "create policy firm_wall on lot_use to startrail_app using (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid) with check (firm_id = nullif(current_setting('app.firm_id', true), '')::uuid)",
    "create policy reader on lot_use for select to startrail_read using (true)",
    # The ledger is only appended to, like the audit.
    "revoke update, delete on transaction from startrail_app",
)
TABLES = (
    "lot_use",
    "payment_receipt",
    "lot",
    "unit_break",
    "revenue",
    "fund_order",
    "fee_accrual",
    "valuation_line",
    "fee_terms",
    "valuation_book",
    "share_class",
    "open_day",
    "exchange_rate",
)
# What rows from before get, by (table, column); the code gives it to new ones.
FILLED = {
    ("nav_point", "dividend"): "0",
    ("nav_point", "split"): "1",
    ("nav_point", "source"): "'manual'",
    ("product", "fund_kind"): "'securities'",
    ("product", "valuation"): "'nav'",
    ("product", "nav_interval"): "'weekly'",
    ("product", "nav_lag_days"): "5",
    ("product", "nav_places"): "4",
    ("product", "units_places"): "2",
    ("transaction", "performance_fee"): "0",
    ("transaction", "currency"): "'CNY'",
    ("transaction", "rate"): "1",
    ("transaction", "known_at"): "created_at",
    ("transaction", "source"): "'manual'",
}
ADDED = (
    ("holding", "share_class_id"),
    ("nav_point", "share_class_id"),
    ("nav_point", "dividend"),
    ("nav_point", "split"),
    ("nav_point", "published_cumulative"),
    ("nav_point", "superseded_at"),
    ("nav_point", "restated_from_id"),
    ("nav_point", "source"),
    ("nav_point", "origin"),
    ("product", "amac_code"),
    ("product", "custodian"),
    ("product", "registrar"),
    ("product", "fund_kind"),
    ("product", "valuation"),
    ("product", "nav_interval"),
    ("product", "nav_lag_days"),
    ("product", "nav_places"),
    ("product", "units_places"),
    ("product", "first_minimum"),
    ("product", "further_minimum"),
    ("product", "warning_line"),
    ("product", "stop_line"),
    ("product", "terminated_on"),
    ("transaction", "share_class_id"),
    ("transaction", "performance_fee"),
    ("transaction", "currency"),
    ("transaction", "rate"),
    ("transaction", "local_gross"),
    ("transaction", "local_fee"),
    ("transaction", "local_net"),
    ("transaction", "lots"),
    ("transaction", "pair_id"),
    ("transaction", "order_id"),
    ("transaction", "reference"),
    ("transaction", "known_at"),
    ("transaction", "source"),
    ("transaction", "origin"),
)


def upgrade() -> None:
    """Make the new tables, then widen the old ones."""
    _tables()
    _columns()
    for (table, column), value in FILLED.items():
        op.execute(f"update {table} set {column} = {value}")
        op.alter_column(table, column, nullable=False)
    for statement in WALLS:
        op.execute(statement)


def downgrade() -> None:
    """Take the new columns and tables away; of a NAV only the present version stays."""
    op.execute("grant update, delete on transaction to startrail_app")
    op.execute("delete from nav_point where superseded_at is not null or share_class_id is not null")
    for table, column in reversed(ADDED):
        op.drop_column(table, column)
    op.create_index(
        "uq_holding_current",
        "holding",
        ["firm_id", "client_id", "product_id"],
        unique=True,
        postgresql_where="valid_to is null",
    )
    op.create_unique_constraint(
        "uq_nav_point_firm_id_product_id_date", "nav_point", ["firm_id", "product_id", "date"]
    )
    op.drop_index("ix_transaction_date", "transaction")
    op.drop_index("uq_transaction_reversed", "transaction")
    op.drop_constraint("fk_transaction_firm_id_reverses_id", "transaction", type_="foreignkey")
    op.drop_index("ix_nav_point_known", "nav_point")
    for table in TABLES:
        op.drop_table(table)


def _tables() -> None:
    op.create_table(
        "exchange_rate",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=18, scale=8), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restated_from_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_exchange_rate")),
    )
    op.create_index(
        "uq_exchange_rate_current",
        "exchange_rate",
        ["firm_id", "currency", "date"],
        unique=True,
        postgresql_where="superseded_at is null",
    )
    op.create_table(
        "open_day",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("subscriptions", sa.Boolean(), nullable=False),
        sa.Column("redemptions", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "product_id"],
            ["product.firm_id", "product.id"],
            name=op.f("fk_open_day_firm_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_open_day")),
        sa.UniqueConstraint(
            "firm_id", "product_id", "first", name=op.f("uq_open_day_firm_id_product_id_first")
        ),
    )
    op.create_table(
        "share_class",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("lock_up_days", sa.Integer(), nullable=True),
        sa.Column("nav", sa.Numeric(precision=18, scale=8), nullable=True),
        sa.Column("nav_date", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "product_id"],
            ["product.firm_id", "product.id"],
            name=op.f("fk_share_class_firm_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_share_class")),
        sa.UniqueConstraint("firm_id", "code", name=op.f("uq_share_class_firm_id_code")),
        sa.UniqueConstraint(
            "firm_id", "product_id", "name", name=op.f("uq_share_class_firm_id_product_id_name")
        ),
    )
    op.create_table(
        "valuation_book",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("total_assets", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("total_liabilities", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("net_assets", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("units", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("unit_nav", sa.Numeric(precision=18, scale=8), nullable=False),
        sa.Column("cumulative_nav", sa.Numeric(precision=18, scale=8), nullable=True),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restated_from_id", sa.Uuid(), nullable=True),
        sa.Column("origin", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "product_id"],
            ["product.firm_id", "product.id"],
            name=op.f("fk_valuation_book_firm_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_valuation_book")),
    )
    op.create_index(
        "uq_valuation_book_current",
        "valuation_book",
        ["firm_id", "product_id", "as_of"],
        unique=True,
        postgresql_where="superseded_at is null",
    )
    op.create_table(
        "fee_terms",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("share_class_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("subscription_rate", sa.Numeric(precision=12, scale=8), nullable=False),
        sa.Column("subscription_mode", sa.Text(), nullable=False),
        sa.Column("redemption_steps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("redemption_to_fund", sa.Numeric(precision=12, scale=8), nullable=False),
        sa.Column("management_rate", sa.Numeric(precision=12, scale=8), nullable=False),
        sa.Column("management_days", sa.Integer(), nullable=False),
        sa.Column("performance_method", sa.Text(), nullable=False),
        sa.Column("performance_rate", sa.Numeric(precision=12, scale=8), nullable=False),
        sa.Column("hurdle_rate", sa.Numeric(precision=12, scale=8), nullable=False),
        sa.Column("trail_rate", sa.Numeric(precision=12, scale=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "product_id"],
            ["product.firm_id", "product.id"],
            name=op.f("fk_fee_terms_firm_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "share_class_id"],
            ["share_class.firm_id", "share_class.id"],
            name=op.f("fk_fee_terms_firm_id_share_class_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_fee_terms")),
    )
    op.create_index(
        "uq_fee_terms_from",
        "fee_terms",
        ["firm_id", "product_id", "share_class_id", "valid_from"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "valuation_line",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("book_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("cost", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("price", sa.Numeric(precision=18, scale=8), nullable=True),
        sa.Column("value", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("share", sa.Numeric(precision=12, scale=8), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "book_id"],
            ["valuation_book.firm_id", "valuation_book.id"],
            name=op.f("fk_valuation_line_firm_id_book_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_valuation_line")),
        sa.UniqueConstraint(
            "firm_id", "book_id", "ordinal", name=op.f("uq_valuation_line_firm_id_book_id_ordinal")
        ),
    )
    op.create_table(
        "fee_accrual",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("share_class_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("base", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("rate", sa.Numeric(precision=12, scale=8), nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_fee_accrual_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "product_id"],
            ["product.firm_id", "product.id"],
            name=op.f("fk_fee_accrual_firm_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "share_class_id"],
            ["share_class.firm_id", "share_class.id"],
            name=op.f("fk_fee_accrual_firm_id_share_class_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_fee_accrual")),
    )
    op.create_index("ix_fee_accrual_period", "fee_accrual", ["firm_id", "period_from"], unique=False)
    op.create_index(
        "uq_fee_accrual_period",
        "fee_accrual",
        ["firm_id", "client_id", "product_id", "share_class_id", "kind", "period_from"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "fund_order",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("share_class_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("units", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("open_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_fund_order_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "product_id"],
            ["product.firm_id", "product.id"],
            name=op.f("fk_fund_order_firm_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "share_class_id"],
            ["share_class.firm_id", "share_class.id"],
            name=op.f("fk_fund_order_firm_id_share_class_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_fund_order")),
    )
    op.create_index(
        "ix_fund_order_client", "fund_order", ["firm_id", "client_id", "applied_on"], unique=False
    )
    op.create_index("ix_fund_order_open", "fund_order", ["firm_id", "state", "applied_on"], unique=False)
    op.create_index(
        "uq_fund_order_reference",
        "fund_order",
        ["firm_id", "reference"],
        unique=True,
        postgresql_where="reference is not null",
    )
    op.create_table(
        "revenue",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("share_class_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_revenue_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "product_id"],
            ["product.firm_id", "product.id"],
            name=op.f("fk_revenue_firm_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "share_class_id"],
            ["share_class.firm_id", "share_class.id"],
            name=op.f("fk_revenue_firm_id_share_class_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_revenue")),
        sa.UniqueConstraint("firm_id", "key", name=op.f("uq_revenue_firm_id_key")),
    )
    op.create_index("ix_revenue_client", "revenue", ["firm_id", "client_id", "period_from"], unique=False)
    op.create_index("ix_revenue_period", "revenue", ["firm_id", "period_from"], unique=False)
    op.create_table(
        "unit_break",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("share_class_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("investor_masked", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("our_units", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("registrar_units", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_unit_break_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "product_id"],
            ["product.firm_id", "product.id"],
            name=op.f("fk_unit_break_firm_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "settled_by_id"],
            ["user_account.firm_id", "user_account.id"],
            name=op.f("fk_unit_break_firm_id_settled_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "share_class_id"],
            ["share_class.firm_id", "share_class.id"],
            name=op.f("fk_unit_break_firm_id_share_class_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_unit_break")),
    )
    op.create_index("ix_unit_break_state", "unit_break", ["firm_id", "state", "as_of"], unique=False)
    op.create_index(
        "uq_unit_break_position",
        "unit_break",
        ["firm_id", "product_id", "share_class_id", "as_of", "client_id", "investor_masked"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "lot",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("share_class_id", sa.Uuid(), nullable=True),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("units_opened", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("cost_opened", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("units", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("cost", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("high_water", sa.Numeric(precision=18, scale=8), nullable=False),
        sa.Column("unlock_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"], ["client.firm_id", "client.id"], name=op.f("fk_lot_firm_id_client_id")
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "product_id"],
            ["product.firm_id", "product.id"],
            name=op.f("fk_lot_firm_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "share_class_id"],
            ["share_class.firm_id", "share_class.id"],
            name=op.f("fk_lot_firm_id_share_class_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "transaction_id"],
            ["transaction.firm_id", "transaction.id"],
            name=op.f("fk_lot_firm_id_transaction_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_lot")),
        sa.UniqueConstraint(
            "firm_id", "transaction_id", "ordinal", name=op.f("uq_lot_firm_id_transaction_id_ordinal")
        ),
    )
    op.create_index("ix_lot_client", "lot", ["firm_id", "client_id", "product_id"], unique=False)
    op.create_index(
        "ix_lot_unlock", "lot", ["firm_id", "unlock_on"], unique=False, postgresql_where="closed_on is null"
    )
    op.create_table(
        "payment_receipt",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_ref", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("payer_name", sa.Text(), nullable=False),
        sa.Column("payer_account_masked", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("transaction_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("origin", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_payment_receipt_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "order_id"],
            ["fund_order.firm_id", "fund_order.id"],
            name=op.f("fk_payment_receipt_firm_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "transaction_id"],
            ["transaction.firm_id", "transaction.id"],
            name=op.f("fk_payment_receipt_firm_id_transaction_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_payment_receipt")),
        sa.UniqueConstraint("firm_id", "bank_ref", name=op.f("uq_payment_receipt_firm_id_bank_ref")),
    )
    op.create_index(
        "ix_payment_receipt_client", "payment_receipt", ["firm_id", "client_id", "received_on"], unique=False
    )
    op.create_index("ix_payment_receipt_order", "payment_receipt", ["firm_id", "order_id"], unique=False)
    op.create_index(
        "ix_payment_receipt_state", "payment_receipt", ["firm_id", "state", "received_on"], unique=False
    )
    op.create_table(
        "lot_use",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("units", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("cost", sa.Numeric(precision=20, scale=2), nullable=False),
        sa.Column("proceeds", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.ForeignKeyConstraint(
            ["firm_id", "client_id"],
            ["client.firm_id", "client.id"],
            name=op.f("fk_lot_use_firm_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "lot_id"], ["lot.firm_id", "lot.id"], name=op.f("fk_lot_use_firm_id_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "product_id"],
            ["product.firm_id", "product.id"],
            name=op.f("fk_lot_use_firm_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["firm_id", "transaction_id"],
            ["transaction.firm_id", "transaction.id"],
            name=op.f("fk_lot_use_firm_id_transaction_id"),
        ),
        sa.PrimaryKeyConstraint("firm_id", "id", name=op.f("pk_lot_use")),
        sa.UniqueConstraint(
            "firm_id", "transaction_id", "lot_id", name=op.f("uq_lot_use_firm_id_transaction_id_lot_id")
        ),
    )
    op.create_index("ix_lot_use_client", "lot_use", ["firm_id", "client_id", "date"], unique=False)


def _columns() -> None:
    op.add_column("holding", sa.Column("share_class_id", sa.Uuid(), nullable=True))
    op.drop_index(op.f("uq_holding_current"), table_name="holding", postgresql_where="(valid_to IS NULL)")
    op.create_index(
        "uq_holding_current",
        "holding",
        ["firm_id", "client_id", "product_id", "share_class_id"],
        unique=True,
        postgresql_where="valid_to is null",
        postgresql_nulls_not_distinct=True,
    )
    op.create_foreign_key(
        op.f("fk_holding_firm_id_share_class_id"),
        "holding",
        "share_class",
        ["firm_id", "share_class_id"],
        ["firm_id", "id"],
    )
    op.add_column("nav_point", sa.Column("share_class_id", sa.Uuid(), nullable=True))
    op.add_column("nav_point", sa.Column("dividend", sa.Numeric(precision=18, scale=8), nullable=True))
    op.add_column("nav_point", sa.Column("split", sa.Numeric(precision=18, scale=8), nullable=True))
    op.add_column(
        "nav_point", sa.Column("published_cumulative", sa.Numeric(precision=18, scale=8), nullable=True)
    )
    op.add_column("nav_point", sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("nav_point", sa.Column("restated_from_id", sa.Uuid(), nullable=True))
    op.add_column("nav_point", sa.Column("source", sa.Text(), nullable=True))
    op.add_column("nav_point", sa.Column("origin", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.drop_constraint(op.f("uq_nav_point_firm_id_product_id_date"), "nav_point", type_="unique")
    op.create_index(
        "ix_nav_point_known", "nav_point", ["firm_id", "product_id", "date", "published_at"], unique=False
    )
    op.create_index(
        "uq_nav_point_current",
        "nav_point",
        ["firm_id", "product_id", "share_class_id", "date"],
        unique=True,
        postgresql_where="superseded_at is null",
        postgresql_nulls_not_distinct=True,
    )
    op.create_foreign_key(
        op.f("fk_nav_point_firm_id_share_class_id"),
        "nav_point",
        "share_class",
        ["firm_id", "share_class_id"],
        ["firm_id", "id"],
    )
    op.add_column("product", sa.Column("amac_code", sa.Text(), nullable=True))
    op.add_column("product", sa.Column("custodian", sa.Text(), nullable=True))
    op.add_column("product", sa.Column("registrar", sa.Text(), nullable=True))
    op.add_column("product", sa.Column("fund_kind", sa.Text(), nullable=True))
    op.add_column("product", sa.Column("valuation", sa.Text(), nullable=True))
    op.add_column("product", sa.Column("nav_interval", sa.Text(), nullable=True))
    op.add_column("product", sa.Column("nav_lag_days", sa.Integer(), nullable=True))
    op.add_column("product", sa.Column("nav_places", sa.Integer(), nullable=True))
    op.add_column("product", sa.Column("units_places", sa.Integer(), nullable=True))
    op.add_column("product", sa.Column("first_minimum", sa.Numeric(precision=20, scale=2), nullable=True))
    op.add_column("product", sa.Column("further_minimum", sa.Numeric(precision=20, scale=2), nullable=True))
    op.add_column("product", sa.Column("warning_line", sa.Numeric(precision=18, scale=8), nullable=True))
    op.add_column("product", sa.Column("stop_line", sa.Numeric(precision=18, scale=8), nullable=True))
    op.add_column("product", sa.Column("terminated_on", sa.Date(), nullable=True))
    op.add_column("transaction", sa.Column("share_class_id", sa.Uuid(), nullable=True))
    op.add_column(
        "transaction", sa.Column("performance_fee", sa.Numeric(precision=20, scale=2), nullable=True)
    )
    op.add_column("transaction", sa.Column("currency", sa.Text(), nullable=True))
    op.add_column("transaction", sa.Column("rate", sa.Numeric(precision=18, scale=8), nullable=True))
    op.add_column("transaction", sa.Column("local_gross", sa.Numeric(precision=20, scale=2), nullable=True))
    op.add_column("transaction", sa.Column("local_fee", sa.Numeric(precision=20, scale=2), nullable=True))
    op.add_column("transaction", sa.Column("local_net", sa.Numeric(precision=20, scale=2), nullable=True))
    op.add_column("transaction", sa.Column("lots", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("transaction", sa.Column("pair_id", sa.Uuid(), nullable=True))
    op.add_column("transaction", sa.Column("order_id", sa.Uuid(), nullable=True))
    op.add_column("transaction", sa.Column("reference", sa.Text(), nullable=True))
    op.add_column("transaction", sa.Column("known_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("transaction", sa.Column("source", sa.Text(), nullable=True))
    op.add_column("transaction", sa.Column("origin", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.create_index("ix_transaction_date", "transaction", ["firm_id", "date", "id"], unique=False)
    op.create_index(
        "uq_transaction_reference",
        "transaction",
        ["firm_id", "reference"],
        unique=True,
        postgresql_where="reference is not null",
    )
    op.create_index(
        "uq_transaction_reversed",
        "transaction",
        ["firm_id", "reverses_id"],
        unique=True,
        postgresql_where="reverses_id is not null",
    )
    op.create_foreign_key(
        op.f("fk_transaction_firm_id_order_id"),
        "transaction",
        "fund_order",
        ["firm_id", "order_id"],
        ["firm_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_transaction_firm_id_reverses_id"),
        "transaction",
        "transaction",
        ["firm_id", "reverses_id"],
        ["firm_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_transaction_firm_id_share_class_id"),
        "transaction",
        "share_class",
        ["firm_id", "share_class_id"],
        ["firm_id", "id"],
    )
