"""The least that reading and comparing can take: the same work with bare httpx, the driver, `json` and plain dicts.

Each floor is written as somebody would write it who wants speed alone: no checks, no types, no errors explained.
"""

from __future__ import annotations

import hashlib
import json

import httpx


def fetch(url):
    """Every entry of every page of Anthropic's list."""
    entries, query = [], {"limit": 1000}
    with httpx.Client(trust_env=False) as client:
        while True:
            body = json.loads(client.get(f"{url}/v1/models", params=query).content)
            entries += body["data"]
            if not body["has_more"]:
                return entries
            query["after_id"] = body["last_id"]


def ask_for_each(url, ids):
    """The status of one request for each id, on one connection."""
    with httpx.Client(trust_env=False) as client:
        return [client.get(f"{url}/v1/models/{id_}").status_code for id_ in ids]


def parse(entries):
    """The fields used of each entry, and the digest of all."""
    used = {
        entry["id"]: {
            "displayName": entry["display_name"],
            "releasedAt": entry["created_at"],
            "contextWindow": entry["max_input_tokens"],
            "maxOutputTokens": entry["max_tokens"],
            "lifecycle": {key: entry[key] for key in ("lifecycle", "deprecated_at", "retires_at")},
            "capabilities": entry["capabilities"],
        }
        for entry in entries
    }
    texts = sorted((entry["id"], json.dumps(entry, sort_keys=True)) for entry in entries)
    return used, hashlib.sha256("".join(text for _, text in texts).encode()).hexdigest()


def merge(listed, known, prices):
    """Each listed entry over what is known of it, with its family's price; text models are told by their prefix."""
    return {
        id_: {**known.get(id_, {}), **entry, "pricing": prices.get(id_.rpartition("-")[0])}
        for id_, entry in listed.items()
        if id_.startswith("claude-")
    }


def compare(before, after):
    """New, changed (with the names of the fields) and absent ids of two dicts of rows, each a dict of all its fields."""
    new, changed, absent = [], {}, []
    for id_ in before.keys() | after.keys():
        old, now = before.get(id_), after.get(id_)
        if old is None:
            new.append(id_)
        elif now is None:
            absent.append(id_)
        elif old != now:
            changed[id_] = [name for name in now if old.get(name) != now[name]]
    return new, changed, absent


def load(connection, mark, provider):
    """The provider's rows in order, with their config as JSON values; psycopg reads JSONB by itself, with `json` too."""
    query = f"SELECT * FROM ai_model WHERE provider = {mark} ORDER BY provider, universal_model_id"
    cursor = connection.execute(query, (provider,))
    config = [column[0] for column in cursor.description].index("config")
    return [
        (
            *row[:config],
            json.loads(text) if isinstance(text := row[config], str) else text,
            *row[config + 1 :],
        )
        for row in cursor
    ]


def store_plan(connection, mark, row):
    """One plan whose JSON is text already, in place of the waiting one; ``row`` has the columns by name."""
    connection.execute("BEGIN")
    connection.execute("DELETE FROM sync_plan WHERE state = 'superseded'")
    connection.execute("UPDATE sync_plan SET state = 'superseded' WHERE state = 'waiting'")
    marks = ", ".join([mark] * len(row))
    connection.execute(f"INSERT INTO sync_plan ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
    connection.execute("COMMIT")
