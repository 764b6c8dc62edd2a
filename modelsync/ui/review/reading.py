"""Reads all that a rerun of Review shows, in one transaction; an unusable database becomes its sentence."""

from __future__ import annotations

from modelsync.core.review import ReviewState
from modelsync.errors import ModelSyncError
from modelsync.service import AiModelSyncService
from modelsync.ui.shell.session import stop_with


def read(service: AiModelSyncService) -> ReviewState:
    """The state of the review; stops the script with the error when it cannot be read."""
    try:
        return service.review()
    except ModelSyncError as error:
        stop_with(error)
