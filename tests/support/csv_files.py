"""A diff to write as CSV, and the text of a CSV file read back."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pandas as pd

from modelsync.core.models import ModelSyncDiff

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def diff(**parts):
    return ModelSyncDiff(
        plan_id="p", provider="openai", fetched_at=NOW, listing_sha256="0", listed=1, **parts
    )


def lines(text):
    return list(csv.DictReader(io.StringIO(text)))


def frame(text):
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
