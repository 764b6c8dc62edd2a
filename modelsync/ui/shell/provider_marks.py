"""How a provider is marked in a chart: its colour, and a shape that tells the same without colour. Draws nothing."""

from __future__ import annotations

from itertools import cycle, islice

import altair as alt

from modelsync.ui.shell.session import adapters

_SHAPES = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "cross",
    "triangle-down",
    "triangle-right",
    "triangle-left",
)


def provider_colour() -> alt.Color:
    """The colour of the field ``provider``, which holds labels."""
    known = adapters()
    return alt.Color("provider:N", title=None).scale(
        domain=[adapter.label for adapter in known], range=[adapter.colour for adapter in known]
    )


def provider_shape() -> alt.Shape:
    """The shape of the field ``provider``, which holds labels."""
    labels = [adapter.label for adapter in adapters()]
    return alt.Shape("provider:N", title=None).scale(
        domain=labels, range=list(islice(cycle(_SHAPES), len(labels)))
    )
