"""Runs the migrations on the connection that the store hands over; never opens one of its own."""

from alembic import context

from modelsync.store.schemas import schema_of

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=None,
    transaction_per_migration=False,
    version_table_schema=schema_of(connection),
)
context.run_migrations()
