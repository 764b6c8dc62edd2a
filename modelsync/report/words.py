"""Changes in words, the same on pages, in the terminal and in exports. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from modelsync.core import price_changes
from modelsync.core.approval import value_at
from modelsync.core.choices import changed_since
from modelsync.core.doubt import REASONS
from modelsync.core.figures import tokens, usd
from modelsync.core.kinds import Tokens, iso_utc
from modelsync.core.model_fields import FIGURE_PATHS, LEAVES, PROVENANCE
from modelsync.core.retirement import is_overdue, on_day
from modelsync.core.safety import archived_ids

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from modelsync.core.choices import Since
    from modelsync.core.models import Exclusion, ModelSyncDiff, ModelUpdate, NormalizedModel
    from modelsync.core.plans import Plan
    from modelsync.core.safety import Proof

_CAPABILITIES = "capabilities."
_FEW = 3


def _shown(path: str, value: object) -> str:
    match value:
        case None | "" | ():
            return "—"
        case tuple():
            return price_changes.listed(value)
        case datetime():
            return iso_utc(value)
        case bool():
            return "yes" if value else "no"
        case int() | Decimal():
            return _number(path, value)
        case _:
            return str(value)[:80]


def _number(path: str, value: int | Decimal) -> str:
    leaf = LEAVES.get(path)
    if leaf and leaf.kind == Tokens:
        return tokens(int(value))
    return usd(Decimal(value)) if path in FIGURE_PATHS else str(value)


def _exactly(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def field(path: str) -> str:
    """The word for a field: ``retires`` for ``lifecycle.retiresAt``."""
    leaf = LEAVES.get(path)
    return leaf.declared.word if leaf else path.removeprefix(_CAPABILITIES)


def field_change(update: ModelUpdate, path: str, today: date | None = None) -> str:
    """One changed field: ``input $2.50 → $2``, ``retires 2026-12-01``; past its last day, an active model is overdue."""
    word = field(path)
    if path == "lifecycle.retiresAt":
        word = _end(update.updated, today)
    values = [value_at(model, path) for model in (update.existing, update.updated)]
    before, after = (_shown(path, value) for value in values)
    if before == after:  # 1,000,000 and 1,048,576 are both 1M
        before, after = map(_exactly, values)
    if path == "description":
        return "description"
    if before == "—":
        return f"{word} {after}"
    return f"{word} {before} → {after}"


def _end(model: NormalizedModel, today: date | None) -> str:
    past = today is not None and is_overdue(model, today)
    return "retired" if model.status == "archived" else "overdue since" if past else "retires"


def changes(update: ModelUpdate, *, brief: bool = False, today: date | None = None) -> str:
    """All changed fields of an update on one line; a status comes first, in the words of the provider's act.

    ``brief`` names a few of many capabilities and counts the rest, and leaves out what another change already says.
    """
    return " · ".join(change_list(update, brief=brief, today=today))


def change_list(update: ModelUpdate, *, brief: bool = False, today: date | None = None) -> list[str]:
    """The same, a text for each change."""
    parts = []
    paths = [path for path in update.changed_fields if not (brief and _is_said(path, update.changed_fields))]
    if "status" in paths:
        gone = update.updated.status == "archived"
        parts.append("archived by the provider" if gone else "reactivated")
        paths.remove("status")
        if gone and "enabled" in paths:
            paths.remove("enabled")
            parts.append("switched off")
    if "displayName" in paths and "providerDisplayName" in paths:
        paths.remove("providerDisplayName")
    fields = [field_change(update, path, today) for path in paths if not path.startswith(_CAPABILITIES)]
    return [*parts, *fields, *_capability_changes(update, _FEW if brief else None)]


def since_review(plan: Plan) -> dict[str, str]:
    """What changed of each row since a person reviewed it, by id: ``changed since you rejected it: input $2.50 → $3``."""
    return {
        id_: f"changed since you {'rejected' if id_ in plan.rejected else 'edited'} it: {_difference(since)}"
        for id_, since in changed_since(plan).items()
    }


def doubts(plan: Plan) -> dict[str, str]:
    """Why a change is in doubt, and so not approved by default, by id."""
    return {
        notice.universal_model_id: REASONS[notice.code]
        for notice in plan.diff.warnings
        if notice.universal_model_id in plan.context.in_doubt and notice.code in REASONS
    }


def stay_rejected(count: int) -> str:
    """What a commit leaves: `` 2 rejected: they stay out until somebody approves them.``; nothing of none."""
    if not count:
        return ""
    return f" {count:,} rejected: {'it stays' if count == 1 else 'they stay'} out until somebody approves {'it' if count == 1 else 'them'}."


def _difference(since: Since) -> str:
    moved = [] if since.seen.section == since.now.section else [f"{since.seen.section} → {since.now.section}"]
    fields = changes(since.update, brief=True)
    return " · ".join([*moved, *([fields] if fields else [])])


def _is_said(path: str, others: Collection[str]) -> bool:
    """Whether another change implies this one: a new price its source, a new date its flag."""
    match path:
        case _ if path in PROVENANCE:
            head = path.rpartition(".")[0]
            return any(other.startswith(f"{head}.") for other in others if other not in PROVENANCE)
        case "lifecycle.state":
            return bool({"status", "lifecycle.retiresAt", "lifecycle.deprecatedAt"} & {*others})
        case "lifecycle.retiresKind":
            return "status" in others or "lifecycle.retiresAt" in others
        case "lifecycle.deprecatedAt":
            return "status" in others and "lifecycle.retiresAt" in others
        case _:
            return False


def _capability_changes(update: ModelUpdate, most: int | None) -> list[str]:
    """What the model can do, cannot do any more and never could: ``supports batch, citations and 12 more``."""
    words: dict[str, list[str]] = {"supports": [], "no longer": [], "lacks": []}
    lists = []
    for path in update.changed_fields:
        if path.startswith(_CAPABILITIES):
            name = path.removeprefix(_CAPABILITIES)
            before, after = (value_at(model, path) for model in (update.existing, update.updated))
            if isinstance(after, list) or isinstance(before, list):
                lists.append(f"{name} {_list_change(before, after)}")
            else:
                words["supports" if after else "no longer" if before else "lacks"].append(name)
    return [*lists, *(f"{word} {_enumerated(names, most)}" for word, names in words.items() if names)]


def _list_change(before: object, after: object) -> str:
    old, new = (value if isinstance(value, list) else [] for value in (before, after))
    parts = [f"with {', '.join(added)}"] if (added := [str(w) for w in new if w not in old]) else []
    parts += [f"without {', '.join(gone)}"] if (gone := [str(w) for w in old if w not in new]) else []
    return ", ".join(parts) or "in another order"


def _enumerated(names: list[str], most: int | None) -> str:
    if most is None or len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def archivals(diff: ModelSyncDiff, proofs: Mapping[str, Proof]) -> Iterator[tuple[NormalizedModel, str]]:
    """Each archived model and why: the rule that excludes it, or its absence and what the provider says of it alone."""
    rules = {exclusion.universal_model_id: exclusion for exclusion in diff.excluded}
    for model in diff.archived_models:
        if rule := rules.get(model.universal_model_id):
            yield model, f"excluded: {rule.rule}, {rule.reason}"
        else:
            yield model, _absence(proofs.get(model.universal_model_id))


def _absence(proof: Proof | None) -> str:
    match proof:
        case "gone":
            return "removed by the provider"
        case "answers":
            return "not listed, but still answers"
        case "unproven" | None:
            return "not listed, unproven"


def left_out(excluded: Iterable[Exclusion]) -> str:
    """How many ids each rule excludes, most first: ``14 realtime, 9 image``."""
    return ", ".join(f"{count} {rule}" for rule, count in Counter(e.rule for e in excluded).most_common())


def features(model: NormalizedModel, *, brief: bool = False, today: date | None = None) -> str:
    """What a new model brings: ``1M context · 128k output``; with ``today``, one whose last day has passed is overdue.

    ``brief`` says of one that ends when first, and not how much it writes.
    """
    parts = []
    if model.context_window:
        parts.append(f"{tokens(model.context_window)} context")
    if model.max_output_tokens and not (brief and model.lifecycle.retires_at):
        parts.append(f"{tokens(model.max_output_tokens)} {'out' if brief else 'output'}")
    if model.lifecycle.retires_at:
        parts.insert(0 if brief else len(parts), on_day(model.lifecycle, today))
    return " · ".join(parts) or "no limits known"


def price(model: NormalizedModel) -> str:
    """What a model costs per million tokens: ``$2.50 in, $10 out``."""
    if model.pricing is None:
        return "no price"
    return f"{usd(model.pricing.input)} in, {usd(model.pricing.output)} out"


def counts(diff: ModelSyncDiff) -> str:
    """The diff in numbers: ``3 new, 1 updated, 2 archived, 12 excluded``; what the provider's flag archives is archived."""
    archived = len(archived_ids(diff))
    updated = len(diff.updated_models) + len(diff.archived_models) - archived
    return (
        f"{len(diff.new_models)} new, {updated} updated, {archived} archived, {len(diff.excluded)} excluded"
    )
