"""Compares snapshots of the catalogue field by field, without any code of ours. Asserts nothing."""

from __future__ import annotations

_NO_FIELDS = {"id", "version", "createdAt", "provider", "universalModelId"}


def flat(row, prefix=""):
    """The values of a snapshot's row by their paths, without those that are not known."""
    found = {}
    for key, value in row.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{key}.")
        elif value is not None and (prefix or key not in _NO_FIELDS):
            found[f"{prefix}{key}"] = value
    return found


def known(values):
    """The values without those that are not known."""
    return {path: value for path, value in values.items() if value is not None}


def differences(before, after):
    """What differs between two snapshots, by model and field: the value before and after."""
    found = {}
    for id_ in before.keys() | after.keys():
        old, new = flat(before.get(id_, {})), flat(after.get(id_, {}))
        if not old or not new:
            found[id_, "model"] = (old or None, new or None)
        else:
            found |= {
                (id_, path): (old.get(path), new.get(path))
                for path in old.keys() | new.keys()
                if old.get(path) != new.get(path)
            }
    return found
