"""The admin's edits of a model, with the checks of names and reasons. Pure."""

from __future__ import annotations

from pydantic import StrictBool, model_validator

from modelsync.core.kinds import NAME_LENGTH, clean_text, is_visible
from modelsync.core.models import StoredModel
from modelsync.core.values import Value
from modelsync.errors import EditError

REASON_LENGTH = 2000


class Edit(Value):
    """A new name, a new switch, or both; null leaves a field as it is."""

    display_name: str | None = None
    enabled: StrictBool | None = None

    @model_validator(mode="after")
    def _not_blank(self) -> Edit:
        if self.display_name is not None:
            checked_name(self.display_name)
        return self


def checked_name(name: str) -> str:
    """The name as it is stored: on one line, 1 to 255 characters. Raises EditError."""
    cleaned = clean_text(name)
    if not is_visible(cleaned):
        raise EditError("A display name cannot be blank. Type a name.")
    if len(cleaned) > NAME_LENGTH:
        raise EditError(
            f"A display name has at most {NAME_LENGTH} characters, this one {len(cleaned)}. Shorten it."
        )
    return cleaned


def checked_reason(reason: str | None) -> str | None:
    """The reason as it is stored, None when it is blank. Raises EditError when it is too long."""
    cleaned = clean_text(reason or "")
    if len(cleaned) > REASON_LENGTH:
        raise EditError(
            f"A reason has at most {REASON_LENGTH} characters, this one {len(cleaned)}. Shorten it."
        )
    return cleaned or None


def edited(model: StoredModel, edit: Edit) -> StoredModel:
    """The row with the admin's edit. Raises EditError for a bad name and for enabling an archived model."""
    update: dict[str, object] = {}
    if edit.display_name is not None:
        name = checked_name(edit.display_name)
        if name != model.display_name:
            update |= {"display_name": name, "display_name_by": "admin"}
    if edit.enabled is not None:
        update["enabled"] = edit.enabled
    if model.status == "archived" and (edit.enabled or "display_name" in update):
        raise EditError(
            f"{model.universal_model_id} is archived and cannot be {'enabled' if edit.enabled else 'renamed'}: "
            "its status belongs to the provider. It can be edited again when a sync finds it active."
        )
    return model.model_copy(update=update)
