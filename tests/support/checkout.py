"""Where things are in the checkout: its root, the dashboard's pages, the shipped pricing files."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "pages"
PRICING = ROOT / "pricing"
