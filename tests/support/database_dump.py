"""Every row of a database, to compare it with itself later."""

from __future__ import annotations

from sqlalchemy import create_engine, text

from modelsync.settings import Settings

TABLES = (
    "ai_model",
    "sync_plan",
    "sync_run",
    "model_change",
    "filter_decision",
    "review_choice",
    "alembic_version",
)


def dump(url):
    """Every row of every table, read without any code of ours; JSON comes as values from both kinds of database."""
    engine = create_engine(Settings.read(database_url=url).database_url)
    try:
        with engine.connect() as connection:
            return {
                table: sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}")).all()))
                for table in TABLES
            }
    finally:
        engine.dispose()
