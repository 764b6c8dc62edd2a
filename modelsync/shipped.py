"""Where the files that travel with the package are: the dashboard's entry, its pages, its look, the price files. Reads none of them.

In a checkout they stand beside the package; the wheel carries them inside it (``force-include`` in pyproject.toml).
"""

from pathlib import Path

_IN_WHEEL = Path(__file__).parent / "_dashboard"
_FOLDER = _IN_WHEEL if _IN_WHEEL.is_dir() else Path(__file__).parents[1]

IS_CHECKOUT = not _IN_WHEEL.is_dir()
"""Whether the package runs from a checkout, where `uv run` starts its command."""

APP = _FOLDER / "app.py"
PAGES = _FOLDER / "pages"
PRICING = _FOLDER / "pricing"
STREAMLIT_CONFIG = _FOLDER / ".streamlit" / "config.toml"
