"""CSV of diffs, catalogue, history, changes, syncs, price findings and tokens, safe for spreadsheets. Writes no file."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from modelsync.core.declared import Column, Figure, ModelField
from modelsync.core.kinds import iso_utc
from modelsync.core.model_fields import FIELDS
from modelsync.core.retirement import is_overdue
from modelsync.report import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from modelsync.core.attempts import Attempt
    from modelsync.core.field_changes import FieldChange
    from modelsync.core.models import ModelSyncDiff, NormalizedModel, StoredModel
    from modelsync.core.proposals import Proposal
    from modelsync.core.runs import Run
    from modelsync.core.safety import Proof
    from modelsync.core.tokens import Token
    from modelsync.prices.health import PriceFinding

BYTE_ORDER_MARK = "\ufeff"
_FORMULA_SIGNS = "=+\\-@" + "＝＋－＠" + "﹦﹢﹣﹫" + "⁼⁺⁻" + "₌₊₋" + "−꞊"
_FORMULA_START = re.compile(
    # Behind a semicolon too: many of Europe's spreadsheets end a cell there, whatever stands in quotes.
    rf"(^|;)(?=[\s\"'\u200b\u2060\ufeff]*[{_FORMULA_SIGNS}]|[ ]*[\t\r\n])"
)


def _place(field: ModelField) -> int:
    """Where a field's column stands: the row's own first, then the prices, then the rest of `config`."""
    return 0 if isinstance(field.declared, Column) else 1 if isinstance(field.declared, Figure) else 2


_FIELDS = sorted(
    (leaf for field in FIELDS for leaf in field.leaves if leaf.declared.csv is not None), key=_place
)
_MODEL_COLUMNS = tuple(str(field.declared.csv) for field in _FIELDS)


def diff_csv(diffs: Iterable[ModelSyncDiff], proofs: Mapping[str, Proof]) -> str:
    """One line per change, per excluded id and per warning: ``change`` is new, updated, archived, excluded or warning."""
    rows: list[Sequence[object]] = []
    for diff in diffs:
        today = diff.fetched_at.date()
        rows += [("new", words.features(m, today=today), *_model(m)) for m in diff.new_models]
        rows += [("updated", words.changes(u, today=today), *_model(u.updated)) for u in diff.updated_models]
        rows += [("archived", why, *_model(m)) for m, why in words.archivals(diff, proofs)]
        rows += _beside(diff)
    return _csv(("change", "what", *_MODEL_COLUMNS), rows)


def _beside(diff: ModelSyncDiff) -> Iterator[Sequence[object]]:
    """The lines that are no change: excluded ids, and warnings."""
    for e in diff.excluded:
        yield "excluded", f"{e.rule}: {e.reason}", diff.provider, e.universal_model_id
    for w in diff.warnings:
        yield "warning", w.message, diff.provider, w.universal_model_id


def review_csv(rows: Iterable[tuple[bool, str, str, NormalizedModel]], diffs: Iterable[ModelSyncDiff]) -> str:
    """What a reviewer sees: approved or not, change, what changed, and the model with their edits; then as `diff_csv`."""
    lines: list[Sequence[object]] = [
        (approved, change, what, *_model(model)) for approved, change, what, model in rows
    ]
    for diff in diffs:
        lines += [(None, *line) for line in _beside(diff)]
    return _csv(("approved", "change", "what", *_MODEL_COLUMNS), lines)


def models_csv(models: Iterable[StoredModel], today: date | None = None) -> str:
    """One line per model of the catalogue; ``overdue`` is empty without ``today``."""
    return _csv(
        (*_MODEL_COLUMNS, "version", "created_at", "updated_at", *_REST, "overdue"),
        (
            (
                *(*_model(m), m.version, iso_utc(m.created_at), iso_utc(m.updated_at)),
                *_rest(m),
                today and is_overdue(m, today),
            )
            for m in models
        ),
    )


_REST = (
    *("provider_display_name", "released_at", "description", "lifecycle_state"),
    *("price_source", "price_as_of", "capabilities"),
)
"""What else the catalogue holds of a model; after the columns that older files had."""


def _rest(m: StoredModel) -> Iterator[object]:
    yield from (m.provider_display_name, m.released_at, m.description, m.lifecycle.state)
    yield from (m.pricing.source, m.pricing.as_of) if m.pricing else (None, None)
    yield _json(m.capabilities) if m.capabilities else None


def history_csv(runs: Iterable[Run]) -> str:
    """One line per run, newest first."""
    columns = ("run_id", "kind", "provider", "plan_id", "actor", "at", "reason")
    rows = [
        (
            *(r.run_id, r.kind, r.provider, r.plan_id, r.actor, iso_utc(r.at), r.reason),
            *(r.counts.inserted, r.counts.updated, r.counts.archived, r.undone_by, r.counts.removed),
            r.operation_id,
        )
        for r in runs
    ]
    return _csv((*columns, "inserted", "updated", "archived", "undone_by", "removed", "operation_id"), rows)


def changes_csv(changes: Iterable[FieldChange]) -> str:
    """One line per model and field that changed; values as in JSON."""
    columns = (
        *("at", "run_id", "kind", "actor", "reason"),
        *("provider", "universal_model_id", "field", "before", "after"),
    )
    rows = [
        (
            *(c.at, c.run_id, c.kind, c.actor, c.reason, c.provider, c.universal_model_id),
            *(c.field, _json(c.before), _json(c.after)),
        )
        for c in changes
    ]
    return _csv(columns, rows)


def attempts_csv(attempts: Iterable[Attempt]) -> str:
    """One line per attempt to sync."""
    rows = [(a.provider, a.at, a.actor, a.outcome, a.plan_id, a.listed, a.seconds, a.error) for a in attempts]
    return _csv(("provider", "at", "actor", "outcome", "plan_id", "listed", "seconds", "error"), rows)


def _json(value: object) -> object:
    """An object or a list as JSON text, anything else as it is."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def price_findings_csv(findings: Iterable[PriceFinding]) -> str:
    """One line per finding on the prices, with the reason of one that is ignored."""
    rows = [
        (f.code, f.level, f.provider, f.universal_model_id, f.message, f.cure, f.ignored and f.ignored.reason)
        for f in findings
    ]
    return _csv(("code", "level", "provider", "universal_model_id", "message", "cure", "ignored"), rows)


def proposals_csv(proposals: Iterable[Proposal]) -> str:
    """One line per proposal and source; objects as JSON."""
    columns = (
        *("provider", "universal_model_id", "kind", "from", "agreement"),
        *("current", "proposed", "source", "value", "as_of"),
    )
    rows = [
        (
            *(p.provider, p.universal_model_id, p.kind, p.begins, p.agreement),
            *(_json(p.current), _json(p.proposed), said.source, _json(said.value), said.as_of),
        )
        for p in proposals
        for said in p.sources
    ]
    return _csv(columns, rows)


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


def _model(model: NormalizedModel) -> Iterator[object]:
    return (_listed(field.of(model)) for field in _FIELDS)


def _listed(value: object) -> object:
    """Tiers and prices to come as JSON, in the words of `config`."""
    return (_json([one.to_json() for one in value]) if value else None) if isinstance(value, tuple) else value


def file_of(csv_text: str) -> str:
    """The text as a file: with the mark by which Excel knows UTF-8. A pipe gets the text without."""
    return f"{BYTE_ORDER_MARK}{csv_text}"


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_cell(value) for value in (*row, *[None] * (len(header) - len(row)))])
    return out.getvalue()


def _cell(value: Any) -> object:
    """The value as a cell; an apostrophe keeps text from being read as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return iso_utc(value)
    if isinstance(value, str):
        return _FORMULA_START.sub(r"\1'", value)
    return value
