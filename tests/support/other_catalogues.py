"""Catalogues of other programs, made of the recorded lists: a table as companies have it, and a LiteLLM configuration."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

import yaml
from sqlalchemy import create_engine, text

from modelsync.settings import Settings
from tests.support.recorded_lists import CUT, item_id, recordings

PROVIDERS = ("openai", "google", "anthropic")
SPELLINGS = {"openai": "OpenAI", "google": "Gemini", "anthropic": "Anthropic"}
PREFIXES = {"openai": "openai/", "google": "gemini/", "anthropic": "anthropic/"}
CREATED = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)


def listed(provider):
    """The entries of the provider's last recorded list."""
    return recordings(CUT, provider)[-1].items


def listed_ids(provider):
    """Each id of the last list once, as the catalogue has it."""
    return list(dict.fromkeys(item_id(item).removeprefix("models/") for item in listed(provider)))


@dataclass(frozen=True)
class TheirRow:
    """A row of a table as companies have it."""

    id: int
    provider: str
    model_id: str
    name: str
    enabled: bool
    archived: bool = False

    def columns(self):
        return {
            "id": self.id,
            "provider": SPELLINGS[self.provider],
            "displayName": self.name,
            "enabled": "Y" if self.enabled else "N",
            "status": "retired" if self.archived else "live",
            "config": json.dumps({"modelId": self.model_id, "temperature": 0.2}),
            "created_at": CREATED.isoformat(),
        }


MAP = """
[values.enabled]
true = ["Y"]
[values.status]
archived = ["retired"]
"""


def their_rows(count=200):
    """Rows with names, switches and gaps in their ids: of every provider, models that no list has any more among them."""
    words = zip(PROVIDERS, ("gpt-1", "gemini-0", "claude-0"), strict=True)
    gone = [(provider, f"{word}-0{month}01") for provider, word in words for month in range(1, 6)]
    # Shortest lists first, so that each provider has rows.
    present = [(p, id_) for p in sorted(PROVIDERS, key=lambda p: len(listed_ids(p))) for id_ in listed_ids(p)]
    chosen = [*gone, *present][:count]
    return [
        TheirRow(
            id=7 + 3 * number,
            provider=provider,
            model_id=id_,
            name=f"Ours: {id_} · {number}",
            enabled=number % 3 == 0 and number >= len(gone),
            archived=number < 2,
        )
        for number, (provider, id_) in enumerate(chosen)
    ]


def make_table(url, rows, name="ai_model"):
    """The rows as a table, in a database of their own program."""
    engine = create_engine(Settings.read(database_url=url).database_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                f'CREATE TABLE {name} (id INTEGER PRIMARY KEY, provider TEXT, "displayName" TEXT, enabled CHAR(1),'
                " status TEXT, config TEXT, created_at TEXT)"
            )
        )
        insert = f"INSERT INTO {name} VALUES (:id, :provider, :displayName, :enabled, :status, :config, :created_at)"
        connection.execute(text(insert), [row.columns() for row in rows])
    engine.dispose()


def litellm_config(count=80):
    """A configuration with an alias for each model, and the names of the variables of the keys."""
    turns = zip(*(listed_ids(provider) for provider in PROVIDERS), strict=False)
    models = list(chain(*turns))
    owners = {id_: provider for provider in PROVIDERS for id_ in listed_ids(provider)}
    rest = [id_ for id_ in owners if id_ not in models]
    entries = [
        {
            "model_name": f"team/{id_}",
            "litellm_params": {
                "model": f"{PREFIXES[owners[id_]]}{id_}",
                "api_key": f"os.environ/{owners[id_].upper()}_API_KEY",
            },
        }
        for id_ in [*models, *rest][:count]
    ]
    return yaml.safe_dump({"model_list": entries, "litellm_settings": {"drop_params": True}}, sort_keys=False)
