"""The detail drawer of one model: its values, their owners, its history. Deep link: ``?model=gpt-7``.

Text from providers and people is escaped for HTML and Markdown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from modelsync.core.declared import PER_MTOK, ModelField
from modelsync.core.figures import tokens, usd
from modelsync.core.kinds import Tokens
from modelsync.core.model_fields import FIELDS, FIGURES
from modelsync.core.models import Figures, Price, Pricing, StoredModel
from modelsync.core.retirement import deadline, distance
from modelsync.core.succession import Succession, succession
from modelsync.errors import ModelSyncError, NotFoundError, PricingError
from modelsync.prices.file_format import Period
from modelsync.service import AiModelSyncService
from modelsync.ui.catalogue import model_history, unsaved_edits
from modelsync.ui.shell import login, successors, times
from modelsync.ui.shell.fact_table import UNKNOWN, facts
from modelsync.ui.shell.markdown import plain
from modelsync.ui.shell.messages import CATALOGUE
from modelsync.ui.shell.session import actor, label, may_change

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

_PARAMETER = "model"
_CLICK = "_details_click"
_NOTE = "model_details_note"
_LIMITS = tuple(field for field in FIELDS if field.within == "limits")
_STYLE = """<style>
.prices{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.45}
.prices th{font-weight:400;opacity:.8;text-align:right;padding:.2rem 0 .3rem .75rem}
.prices td{text-align:right;padding:.3rem 0 .3rem .75rem;border-top:1px solid rgba(128,136,152,.3);font-variant-numeric:tabular-nums}
.prices th:first-child,.prices td:first-child{text-align:left;padding-left:0}
</style>"""


def button(table: str, frame: pd.DataFrame) -> Any:
    """A column of buttons that open the drawer."""
    key = f"{table}{_CLICK}"
    ids = list(frame.index)

    def clicked() -> None:
        row = st.session_state[key].row
        if 0 <= row < len(ids):
            st.query_params[_PARAMETER] = ids[row]

    return st.column_config.ButtonColumn(
        "Info", width=46, type="tertiary", on_click=clicked, key=key, help="Everything about this model"
    )


def ask(ids: Sequence[str]) -> None:
    """Open the drawer if exactly one model is given."""
    if len(ids) == 1:
        st.query_params[_PARAMETER] = ids[0]


def show_asked(service: AiModelSyncService, models: Mapping[str, StoredModel]) -> None:
    """Open the drawer for the model in the query string, if it exists."""
    id_ = st.query_params.get(_PARAMETER)
    if id_ is None:
        return
    if model := models.get(id_):
        drawer = login.dialog(
            plain(model.display_name), width=600, position="right", icon=":material/info:", on_dismiss=_close
        )
        drawer(_content)(service, model, models)
    else:
        _close()
        st.info(f"The catalogue has no model {plain(id_[:80])}.", icon=":material/search_off:")


def _close() -> None:
    st.session_state.pop(_NOTE, None)
    st.query_params.pop(_PARAMETER, None)


def _content(service: AiModelSyncService, model: StoredModel, models: Mapping[str, StoredModel]) -> None:
    _badges(model)
    st.code(model.universal_model_id, language=None, wrap_lines=True)
    if note := st.session_state.pop(_NOTE, None):
        (st.success if note[0] == "success" else st.error)(plain(note[1]))
    _names(service, model)
    _section("Limits")
    facts(*((field.declared.word.capitalize(), _limit(field, model)) for field in _LIMITS))
    _prices(service, model)
    _lifecycle(service, model, models)
    _rest(model)
    _section("History")
    model_history.show(service, model.universal_model_id)


def _badges(model: StoredModel) -> None:
    with st.container(horizontal=True, gap="small"):
        st.badge(label(model.provider), icon=":material/domain:", color="gray")
        if model.status == "active":
            st.badge("Active", icon=":material/check:", color="green")
            on = bool(model.enabled)
            icon = ":material/toggle_on:" if on else ":material/toggle_off:"
            st.badge("Enabled" if on else "Disabled", icon=icon, color="blue" if on else "gray")
        else:
            st.badge("Archived", icon=":material/archive:", color="gray")
        if model.universal_model_id in unsaved_edits.edits():
            st.badge("Unsaved edit", icon=":material/edit:", color="orange")


# --- names -----------------------------------------------------------------------------------------------------------


def _names(service: AiModelSyncService, model: StoredModel) -> None:
    id_, by_admin = model.universal_model_id, model.display_name_by == "admin"
    owner = "yours: no sync overwrites it" if by_admin else "the provider's: a sync keeps it up to date"
    _section("Names")
    facts(
        ("Display name", f"{escape(model.display_name)}<br><small>{owner}</small>"),
        ("Provider's name", escape(model.provider_display_name)),
        *(
            [("Provider's id", f"<code>{escape(own)}</code>")]
            if (own := model.provider_model_id) != id_
            else []
        ),
    )
    if by_admin and model.status == "active" and may_change():
        pressed = st.button(
            "Reset to the provider's name",
            icon=":material/restart_alt:",
            key="reset_name",
            help="Saved at once, as a run of its own in the history",
        )
        if pressed:
            _reset(service, model)
            st.rerun()  # Reruns the whole page, so that the table changes too; the query string reopens the drawer.


def _reset(service: AiModelSyncService, model: StoredModel) -> None:
    id_ = model.universal_model_id
    try:
        service.reset_name(id_, actor=actor())
    except ModelSyncError as error:
        st.session_state[_NOTE] = ("error", str(error))
        return
    unsaved_edits.drop_name(id_, version=model.version + 1)
    st.session_state[_NOTE] = ("success", f"The name is “{model.provider_display_name}” again.")


# --- prices, lifecycle, the rest ---------------------------------------------------------------------------------------


def _prices(service: AiModelSyncService, model: StoredModel) -> None:
    _section("Prices")
    price = model.pricing
    if price is None:
        st.caption("No price is known. The Pricing page says what to do.")
        return
    period = _period(service, model)
    st.html(f"{_STYLE}{_price_table(_with_tiers(price, period))}")
    checked = period.checked_on if period else None
    facts(
        ("Source", escape(price.source or "") or UNKNOWN),
        ("Effective from", str(price.as_of or UNKNOWN)),
        *(
            (figure.label.capitalize(), f"{usd(amount)} {figure.unit.per} {figure.unit.things}")
            for figure in FIGURES
            if figure.unit != PER_MTOK and (amount := getattr(price, figure.key)) is not None
        ),
        *([("Checked", f"{checked}, against the provider's page")] if checked else []),
    )


def _with_tiers(price: Pricing, period: Period | None) -> Pricing:
    """The price with the file's tiers where the catalogue has none: an older version did not store them."""
    if price.tiers or period is None or period.price().input != price.input:
        return price
    return price.model_copy(update={"tiers": period.price().tiers})


def _lines(price: Price, when: str) -> list[tuple[str, Figures]]:
    """The price's line in words, and one for each tier; a figure that a tier does not have is that of the price."""
    first = f"Up to {price.tiers[0].above_tokens:,} input tokens" if price.tiers else "Every request"
    tiers = [(f"{when}above {tier.above_tokens:,} input tokens".capitalize(), tier) for tier in price.tiers]
    return [(f"{when}{first}", price), *tiers]


def _price_table(price: Pricing) -> str:
    """The usual and the known figures as HTML: a line for all requests, or one for each tier, and the prices to come."""
    rows = [*_lines(price, "")]
    for later in price.upcoming:
        rows += _lines(later, f"From {later.begins}: ")
    shown = [
        f
        for f in FIGURES
        if f.unit == PER_MTOK and (f.usual or any(figures.amount(f) is not None for _, figures in rows))
    ]
    heads = "".join(f'<th scope="col">{figure.label.capitalize()}</th>' for figure in shown)
    body = "".join(
        f"<tr><td>{name}</td>{''.join(f'<td>{usd(figures.amount(figure))}</td>' for figure in shown)}</tr>"
        for name, figures in rows
    )
    return (
        f'<table class="prices"><thead><tr><th scope="col">USD {PER_MTOK.per} {PER_MTOK.things}</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _period(service: AiModelSyncService, model: StoredModel) -> Period | None:
    """The pricing file's period behind this price, for details that the catalogue does not store."""
    try:
        entry = service.price_list(model.provider).entry(model.universal_model_id)
    except (PricingError, NotFoundError):  # a provider that is not configured any more has no file either
        return None
    begins = model.pricing.as_of if model.pricing else None
    return next((period for period in entry.prices if period.begins == begins), None) if entry else None


def _lifecycle(service: AiModelSyncService, model: StoredModel, models: Mapping[str, StoredModel]) -> None:
    life, today = model.lifecycle, service.today()
    found = succession(model, models)
    _section("Lifecycle")
    facts(
        ("State", escape(life.state or "") or UNKNOWN),
        ("Released", f"{model.released_at:%Y-%m-%d}" if model.released_at else UNKNOWN),
        ("Deprecated", str(life.deprecated_at or UNKNOWN)),
        ("Retires", _retires(model, today)),
        ("Replacement", _replacement(found)),
        *([("What else", escape(life.replacement_note))] if life.replacement_note else []),
        *([("Said by", _SAID_BY[life.source])] if life.source else []),
        *([("Page", escape(life.source_url))] if life.source_url else []),
    )
    if model.enabled and deadline(life) and life.replacement and may_change():
        _successor(service, found)


_SAID_BY = {"provider": "the provider's list", "file": "the pricing file", "admin": "an admin"}


def _retires(model: StoredModel, today: date) -> str:
    life = model.lifecycle
    day = deadline(life)
    if day is None:
        return f"not before {life.retires_at}" if life.retires_at else UNKNOWN
    is_past = model.status == "archived" and day < today
    days = (today - day).days
    when = f"{days} day{'' if days == 1 else 's'} ago" if is_past else distance(day, today)
    return f"{day} <small>{when}</small>"


def _replacement(found: Succession) -> str:
    id_ = found.retiring.lifecycle.replacement
    return UNKNOWN if id_ is None else f"{escape(id_)} <small>{found.state}</small>"


def _successor(service: AiModelSyncService, found: Succession) -> None:
    if found.problem:
        st.caption(f":material/block: No switch to the successor: {plain(found.problem)}.")
        return
    unsaved = unsaved_edits.edits()
    pressed = st.button(
        successors.LABEL,
        icon=":material/swap_horiz:",
        key="enable_successor",
        help=successors.meaning(found, unsaved),
        disabled=successors.is_blocked(found, unsaved),
    )
    if pressed:
        CATALOGUE.clear()
        kind, text, run_id = successors.switch(service, found)
        CATALOGUE.say(kind, text, run_id=run_id)
        st.session_state[_NOTE] = (kind, text)
        st.rerun()


def _rest(model: StoredModel) -> None:
    can = [_capability(name, value) for name, value in model.capabilities.items()]
    _section("More")
    facts(
        ("Capabilities", escape(", ".join(filter(None, can))) or UNKNOWN),
        ("Description", escape(model.description or "") or UNKNOWN),
        ("In the catalogue since", times.utc(model.created_at)),
        ("Last changed", f"{times.utc(model.updated_at)} <small>version {model.version}</small>"),
    )


def _capability(name: str, value: bool | list[str]) -> str:
    words = name.replace("_", " ")
    if isinstance(value, list):
        return f"{words} ({', '.join(value)})" if value else ""
    return words if value else ""


# --- how it is drawn ---------------------------------------------------------------------------------------------------


def _section(title: str) -> None:
    st.header(title, anchor=False)


def _limit(field: ModelField, model: StoredModel) -> str:
    value = field.of(model)
    if field.kind == Tokens:
        return _tokens(value)
    return UNKNOWN if value is None else escape(str(value))


def _tokens(count: int | None) -> str:
    if count is None:
        return UNKNOWN
    short = tokens(count)
    return f"{count:,} tokens" + (f" <small>{short}</small>" if short != f"{count:,}" else "")
