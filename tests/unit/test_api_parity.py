"""Whatever the command line does over the catalogue has a route: the two lists are compared here."""

from __future__ import annotations

from typer.main import get_command

from modelsync import cli
from modelsync.api.application import MODULES

OF_THE_INSTALLATION = {
    *("db copy", "db upgrade", "demo", "notify test", "serve", "status", "watch"),
    *("prices schema", "token create", "token list", "token revoke"),
}
"""Commands that are about the program, its database and its tokens."""

ROUTES = {
    "accept": "POST /api/v1/proposals/{model:path}/accept",
    "adopt": "POST /api/v1/adopt",
    "apply": "POST /api/v1/plans/{planId}/apply",
    "changes": "GET /api/v1/changes",
    "disable": "PATCH /api/v1/models",
    "discard": "DELETE /api/v1/plans/{planId}",
    "enable": "PATCH /api/v1/models",
    "exclude": "PUT /api/v1/decisions/{provider}/{model:path}",
    "export litellm": "GET /api/v1/export/litellm",
    "history": "GET /api/v1/runs",
    "include": "PUT /api/v1/decisions/{provider}/{model:path}",
    "models": "GET /api/v1/models",
    "models --retiring": "GET /api/v1/retirements",
    "plan": "POST /api/v1/providers/{provider}/sync",
    "prices check": "GET /api/v1/prices/findings",
    "prices export": "GET /api/v1/prices/{provider}",
    "prices ignore": "PUT /api/v1/prices/findings/{model:path}/ignored",
    "prices ignore --recall": "DELETE /api/v1/prices/findings/{model:path}/ignored",
    "prices set": "POST /api/v1/amendments",
    "prices suggest": "GET /api/v1/prices/{provider}/suggestions",
    "prices unset": "DELETE /api/v1/amendments/{key:path}",
    "proposals": "GET /api/v1/proposals",
    "providers": "GET /api/v1/providers",
    "references": "GET /api/v1/references",
    "rename": "PATCH /api/v1/models/{model:path}",
    "reset": "DELETE /api/v1/decisions/{provider}/{model:path}",
    "syncs": "GET /api/v1/syncs",
    "undo": "POST /api/v1/runs/{runId}/undo",
    "undo OPERATION_ID": "POST /api/v1/operations/{operationId}/undo",
}
"""The route of each command, and of what a command does by an option of its own."""


def commands(group, prefix=""):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name} ")
        else:
            yield f"{prefix}{name}"


def test_every_command_over_the_catalogue_has_a_route():
    verbs = set(commands(get_command(cli.commands()))) - OF_THE_INSTALLATION
    assert verbs == {name for name in ROUTES if " --" not in name and "OPERATION" not in name}


def test_every_one_of_these_routes_exists():
    routes = {
        f"{method} {route.path}"
        for module in MODULES
        for route in module.router.routes
        for method in route.methods
    }
    assert set(ROUTES.values()) <= routes
