"""CSV of diffs, the catalogue, the history, the price check and the tokens, safe to open in a spreadsheet. Text in, text out; writes no file."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from modelsync.core.kinds import iso_utc
from modelsync.report import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from modelsync.core.models import ModelSyncDiff, NormalizedModel, StoredModel
    from modelsync.core.runs import Run
    from modelsync.core.safety import Proof
    from modelsync.core.tokens import Token
    from modelsync.prices.health import PriceFinding

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_MODEL_COLUMNS = (
    "provider",
    "universal_model_id",
    "display_name",
    "status",
    "enabled",
    "input_usd_per_mtok",
    "cached_input_usd_per_mtok",
    "output_usd_per_mtok",
    "context_window_tokens",
    "max_output_tokens",
    "deprecated_at",
    "retires_at",
    "replacement",
)


def diff_csv(diffs: Iterable[ModelSyncDiff], proofs: Mapping[str, Proof]) -> str:
    """One line per change, per id left out and per warning: ``change`` is new, updated, archived, left out or warning."""
    rows: list[Sequence[object]] = []
    for diff in diffs:
        rows += [("new", words.features(m), *_model(m)) for m in diff.new_models]
        rows += [("updated", words.changes(u), *_model(u.updated)) for u in diff.updated_models]
        rows += [("archived", why, *_model(m)) for m, why in words.archivals(diff, proofs)]
        rows += [
            ("left out", f"{e.rule}: {e.reason}", diff.provider, e.universal_model_id) for e in diff.excluded
        ]
        rows += [("warning", w.message, diff.provider, w.universal_model_id) for w in diff.warnings]
    return _csv(("change", "what", *_MODEL_COLUMNS), rows)


def models_csv(models: Iterable[StoredModel]) -> str:
    """One line per model of the catalogue."""
    return _csv(
        (*_MODEL_COLUMNS, "version", "created_at", "updated_at"),
        ((*_model(m), m.version, iso_utc(m.created_at), iso_utc(m.updated_at)) for m in models),
    )


def history_csv(runs: Iterable[Run]) -> str:
    """One line per run, newest first."""
    columns = ("run_id", "kind", "provider", "plan_id", "actor", "at", "reason")
    rows = [
        (
            *(r.run_id, r.kind, r.provider, r.plan_id, r.actor, iso_utc(r.at), r.reason),
            *(r.counts.inserted, r.counts.updated, r.counts.archived, r.undone_by, r.counts.removed),
        )
        for r in runs
    ]
    return _csv((*columns, "inserted", "updated", "archived", "undone_by", "removed"), rows)


def price_findings_csv(findings: Iterable[PriceFinding]) -> str:
    """One line per finding on the prices."""
    rows = [(f.code, f.level, f.provider, f.universal_model_id, f.message, f.cure) for f in findings]
    return _csv(("code", "level", "provider", "universal_model_id", "message", "cure"), rows)


def tokens_csv(tokens: Iterable[Token]) -> str:
    """One line per token of the HTTP API, by name."""
    columns = (
        *("name", "scope", "created_at", "created_by"),
        *("last_used_at", "revoked_at", "revoked_by"),
    )
    rows = [
        (
            *(t.name, t.scope, iso_utc(t.created_at), t.created_by),
            *(
                t.last_used_at and iso_utc(t.last_used_at),
                t.revoked_at and iso_utc(t.revoked_at),
                t.revoked_by,
            ),
        )
        for t in tokens
    ]
    return _csv(columns, rows)


def _model(model: NormalizedModel) -> tuple[object, ...]:
    price, life = model.pricing, model.lifecycle
    prices = (price.input, price.cached_input, price.output) if price else (None, None, None)
    return (
        *(model.provider, model.universal_model_id, model.display_name, model.status, model.enabled),
        *(None if p is None else f"{p:f}" for p in prices),
        *(model.context_window, model.max_output_tokens),
        *(life.deprecated_at, life.retires_at, life.replacement),
    )


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_cell(value) for value in (*row, *[None] * (len(header) - len(row)))])
    return out.getvalue()


def _cell(value: Any) -> object:
    """The value as a cell; text that a spreadsheet would run as a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
