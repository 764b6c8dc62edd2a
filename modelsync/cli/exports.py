"""Commands that hand the catalogue to other programs. Read-only; print no key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelsync.cli.console import export_app, open_service, say, show_data
from modelsync.core.kinds import clean_text


@export_app.command()
def litellm(
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file instead.")] = None,
) -> None:
    """Print the enabled models as LiteLLM's model_list, in YAML."""
    config = open_service().litellm_config()
    show_data(config.text, output)
    for sentence in config.left_out:
        say(clean_text(sentence))
