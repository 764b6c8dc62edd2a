"""A two-column list of terms and values. Knows no domain."""

from __future__ import annotations

import streamlit as st

UNKNOWN = "—"
_STYLE = """<style>
dl.facts{display:grid;grid-template-columns:9.5rem 1fr;gap:.4rem 1rem;margin:0;padding:0;font-size:.9rem;line-height:1.45}
dl.facts.narrow{grid-template-columns:4.5rem 1fr}
@media (max-width:1000px){dl.facts.narrow{grid-template-columns:1fr;gap:0}dl.facts.narrow dd{margin-bottom:.5rem!important}}
dl.facts dt,dl.facts dd{margin:0;padding:0}dl.facts dt{opacity:.75}dl.facts dd{overflow-wrap:anywhere}
dl.facts small{opacity:.75;font-size:.8rem}dl.facts code{font-size:.82rem}
</style>"""


def facts(*rows: tuple[str, str], narrow: bool = False) -> None:
    """Draw a term and a value per row. Values are HTML: the caller escapes foreign text."""
    body = "".join(f"<dt>{term}</dt><dd>{value}</dd>" for term, value in rows)
    st.html(f'{_STYLE}<dl class="facts{" narrow" if narrow else ""}">{body}</dl>')
