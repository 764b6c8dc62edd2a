"""The providers on a loopback socket."""

# ruff: noqa: F401 - imported for their names: fixtures
from tests.support.provider_server import provider_server
