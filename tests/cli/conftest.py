"""`modelsync` in the test's own process, with the providers on a loopback socket and an SQLite file."""

# ruff: noqa: F401 - imported for their names: fixtures
from tests.support.command_stock import first_database, server, stocked
from tests.support.commands import run
from tests.support.hook_server import hooks
from tests.support.provider_server import provider_server
from tests.support.reference_server import reference_server
from tests.support.services import clock, new_service, pricing_dir, providers, rows, service
