"""What the providers send in the benchmarks: listings of any length in wire shape, the same in every run. Sends nothing."""

from __future__ import annotations

import json

from tests.support.providers import anthropic_item, google_item, openai_item

STATES = FIRST, CHANGED, SHRUNK = "first", "changed", "shrunk"
"""The listing as first seen; with 30 % of the entries changed; and then with 10 % absent."""
PAGE = 1000
"""Entries in a page: what Google and Anthropic give at most. OpenAI has one body."""
FAMILIES = 60
"""Models with a price of their own; every id is a dated snapshot of one of them, as in the shipped pricing files."""

_PREFIX = {"openai": "gpt-", "google": "gemini-", "anthropic": "claude-"}
_CAPABILITIES = {
    name: {"supported": True}
    for name in ("batch", "citations", "effort", "image_input", "pdf_input", "structured_outputs")
} | {
    "thinking": {
        "supported": True,
        "types": {"enabled": {"supported": False}, "adaptive": {"supported": True}},
    }
}


def items(provider, count, state=FIRST):
    """The entries one by one, so that nobody needs to hold a long listing twice."""
    for number in range(count):
        if state == SHRUNK and number % 10 == 9:
            continue
        yield _item(provider, _id(provider, number), changed=state != FIRST and number % 10 < 3)


def pages(provider, count, state=FIRST):
    """The bodies by the cursor that asks for them; "" asks for the first."""
    listed = list(items(provider, count, state))
    if provider == "openai":
        return {"": json.dumps({"object": "list", "data": listed}).encode()}
    parts = [listed[start : start + PAGE] for start in range(0, len(listed), PAGE)]
    cursors = ["", *(part[-1]["name" if provider == "google" else "id"] for part in parts[:-1]), None]
    return {
        cursor: _page(provider, part, following)
        for cursor, part, following in zip(cursors, parts, cursors[1:], strict=False)
    }


def price_file(folder, provider):
    """Write the provider's pricing file with a price for each family."""
    prices = {
        "from": "2025-01-01",
        "input_usd_per_mtok": "1.25",
        "output_usd_per_mtok": "10",
        "source": "by hand",
    }
    models = [
        {"id": name, "prices": [prices]}
        for name in sorted(f"{_PREFIX[provider]}{n}" for n in range(FAMILIES))
    ]
    text = json.dumps({"provider": provider, "currency": "USD", "models": models})
    (folder / f"{provider}-pricing.json").write_text(text, encoding="utf-8")


def _id(provider, number):
    """A snapshot's id; years have 1,200 days here, which no reader of an id minds."""
    year, day = divmod(number // FAMILIES, 1200)
    return f"{_PREFIX[provider]}{number % FAMILIES}-{2000 + year}{day // 100 + 1:02}{day % 100:02}"


def _item(provider, id_, *, changed):
    limit = 128_000 if changed else 64_000
    if provider == "anthropic":
        return anthropic_item(id_, max_tokens=limit, line=None, capabilities=_CAPABILITIES)
    if provider == "google":
        return google_item(id_, outputTokenLimit=limit)
    return openai_item(id_, shutdown_date="2030-01-01" if changed else None)


def _page(provider, part, following):
    if provider == "google":
        body = {"models": part} | ({"nextPageToken": following} if following else {})
    else:
        body = {
            "data": part,
            "has_more": following is not None,
            "first_id": part[0]["id"],
            "last_id": part[-1]["id"],
        }
    return json.dumps(body).encode()
