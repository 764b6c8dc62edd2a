"""Pricing files: a good one with a bit of everything, short ones, and how tests write and load them. Asserts nothing."""

from __future__ import annotations

import json

from modelsync.prices.book import load_pricing

GOOD = {
    "provider": "openai",
    "currency": "USD",
    "models": [
        {
            "id": "gpt-7",
            "aliases": ["gpt-7-2027-01-15", "gpt-7-latest"],
            "display_name": "GPT-7",
            "context_window": 400000,
            "max_output_tokens": 128000,
            "replacement": "gpt-8",
            "prices": [
                {
                    "from": "2027-01-15",
                    "input_usd_per_mtok": "2.50",
                    "cached_input_usd_per_mtok": "0.25",
                    "output_usd_per_mtok": "15",
                    "tiers": [
                        {
                            "above_input_tokens": 272000,
                            "input_usd_per_mtok": "5",
                            "output_usd_per_mtok": "22.5",
                        }
                    ],
                    "source": "price page",
                    "source_url": "https://example.com/prices",
                    "checked_on": "2027-02-01",
                },
                {
                    "from": "2027-06-01",
                    "input_usd_per_mtok": "2",
                    "output_usd_per_mtok": "12",
                    "source": "newer price page",
                },
            ],
        },
        {
            "id": "gpt-7-free",
            "prices": [
                {
                    "from": "2027-01-15",
                    "input_usd_per_mtok": "0",
                    "output_usd_per_mtok": "0",
                    "source": "note",
                }
            ],
        },
    ],
}


def write(folder, content):
    path = folder / "openai-pricing.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return folder


def load(folder, content=GOOD):
    return load_pricing(write(folder, content), "openai")


def price_file(directory, provider, *entries):
    """Write a pricing file; an entry is an id, prices from 2025 on as text, and other keys."""
    models = [
        {
            "id": entry["id"],
            **{key: value for key, value in entry.items() if key not in {"id", "input", "output"}},
            "prices": [
                {
                    "from": "2025-01-01",
                    "input_usd_per_mtok": entry.get("input", "1"),
                    "output_usd_per_mtok": entry.get("output", "2"),
                    "source": "by hand",
                }
            ],
        }
        for entry in entries
    ]
    path = directory / f"{provider}-pricing.json"
    path.write_text(json.dumps({"provider": provider, "currency": "USD", "models": models}), encoding="utf-8")
    return path
