"""Providers by any name: drops the CHECK that knew three of them. The service validates names."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = ("ai_model", "sync_plan", "sync_run", "model_change", "filter_decision")
CHECK = re.compile(r",\s*CONSTRAINT provider_known CHECK \(provider IN \([^()]*\)\)")


def upgrade() -> None:
    """Drop the CHECK on ``provider`` from each table; rows, ids, indexes, triggers and all other rules stay."""
    if op.get_bind().dialect.name != "sqlite":
        for table in TABLES:
            op.drop_constraint("provider_known", table, type_="check", if_exists=True)
        return
    # So that views and foreign keys, which may be another program's, go on naming the tables by their old names.
    op.execute("PRAGMA legacy_alter_table = ON")
    for table in TABLES:
        _rebuild(table)
    op.execute("PRAGMA legacy_alter_table = OFF")


def _rebuild(table: str) -> None:
    """SQLite drops no constraint: https://sqlite.org/lang_altertable.html#otheralter. Foreign keys are off meanwhile."""
    connection = op.get_bind()
    made = f"{table}_0003"
    statements = sa.text(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"
        " ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END"
    )
    (_, create), *others = connection.execute(statements, {"table": table}).all()
    head, body = create.split("(", 1)
    without_check = f'{head.split("TABLE")[0]}TABLE "{made}" ({CHECK.sub("", body)}'
    connection.exec_driver_sql(without_check)
    connection.exec_driver_sql(f'INSERT INTO "{made}" SELECT * FROM "{table}"')  # noqa: S608 - names from above
    if "AUTOINCREMENT" in create:
        _keep_sequence(connection, table, made)
    connection.exec_driver_sql(f'DROP TABLE "{table}"')
    connection.exec_driver_sql(f'ALTER TABLE "{made}" RENAME TO "{table}"')
    for _, statement in others:
        connection.exec_driver_sql(statement)


def _keep_sequence(connection: sa.Connection, table: str, made: str) -> None:
    """Ids of rows that are gone are not used again; the copy alone would count from the highest that is left."""
    connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :made"), {"made": made})
    connection.execute(
        sa.text("INSERT INTO sqlite_sequence SELECT :made, seq FROM sqlite_sequence WHERE name = :table"),
        {"made": made, "table": table},
    )
