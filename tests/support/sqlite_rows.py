"""The rows of an SQLite file, read without any code of ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing


class Rows:
    """The raw rows of an SQLite file, read without any code of ours."""

    def __init__(self, path):
        self.path = path

    def __call__(self, sql="SELECT * FROM ai_model ORDER BY universal_model_id", *values):
        with closing(sqlite3.connect(self.path)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]

    def run(self, script):
        with closing(sqlite3.connect(self.path)) as connection:
            connection.executescript(script)

    def by_id(self):
        return {row["universal_model_id"]: row for row in self()}

    def content(self):
        """Everything in the file but the attempts to sync, as SQL."""
        with closing(sqlite3.connect(self.path)) as connection:
            return [line for line in connection.iterdump() if "sync_attempt" not in line]
