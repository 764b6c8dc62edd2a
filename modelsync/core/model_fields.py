"""The declared fields of a model, read once from core/models: what the store, the diff, words, CSV and tables go through. Pure."""

from __future__ import annotations

from typing import Final

from modelsync.core.declared import Figure, InConfig, fields_of
from modelsync.core.models import NormalizedModel, StoredModel
from modelsync.core.pricing import Pricing

FIELDS: Final = fields_of(NormalizedModel)
"""What a provider, a pricing file or an admin says of a model."""

STORED_FIELDS: Final = fields_of(StoredModel)
"""The same, and what only the database knows."""

LEAVES: Final = {leaf.path: leaf for field in STORED_FIELDS for leaf in field.leaves}
"""Every value by its path in JSON, as changed fields name it: ``pricing.input``."""

OBJECTS: Final = {field.name: field.kind for field in FIELDS if field.parts}
"""The types of the objects among the fields, by the field's name."""

OUTER: Final = tuple(field for field in FIELDS if field.parts)
"""The objects among the fields, each with its parts."""

FIGURES: Final = tuple(field.declared for field in fields_of(Pricing) if isinstance(field.declared, Figure))
"""The price figures, in the order in which people read them."""

REQUIRED_FIGURES: Final = tuple(figure for figure in FIGURES if figure.required)
"""The figures that every price has."""

FIGURE_PATHS: Final = frozenset(path for path, leaf in LEAVES.items() if isinstance(leaf.declared, Figure))

PROVENANCE: Final = frozenset(
    path for path, leaf in LEAVES.items() if isinstance(leaf.declared, InConfig) and leaf.declared.provenance
)
"""Paths that say only where another value is from."""

SILENT: Final = frozenset(
    path for path, leaf in LEAVES.items() if isinstance(leaf.declared, InConfig) and leaf.declared.silent
)
"""Those of them that no changed field names: they are written along."""
