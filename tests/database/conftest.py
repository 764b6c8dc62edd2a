"""Services on SQLite files and PostgreSQL databases of the test's own."""

# ruff: noqa: F401 - imported for their names: fixtures
from tests.support.commands import run
from tests.support.hook_server import hooks
from tests.support.pgbouncer import pgbouncer, pgbouncer_server
from tests.support.postgresql import current_postgresql, database_url, postgresql, postgresql_server
from tests.support.provider_server import provider_server
from tests.support.reference_server import reference_server
from tests.support.services import clock, new_service, pricing_dir, providers, rows, service
