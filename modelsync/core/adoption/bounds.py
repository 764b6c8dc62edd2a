"""How large a catalogue that is taken over may be."""

from typing import Final

MOST_BYTES: Final = 5_000_000
"""Of a file."""
MOST_ROWS: Final = 50_000
