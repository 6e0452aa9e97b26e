"""Alembic's entry: runs migrations on the connection it is handed."""

from alembic import context

from backend.migrations.metadata import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
