"""A browser for the first page of the installed server."""

from tests.support.chromium import browser  # noqa: F401 - a fixture
from tests.support.hook_server import hooks  # noqa: F401 - the same
from tests.support.provider_server import provider_server  # noqa: F401 - the same
from tests.support.services import clock, new_service, providers, service  # noqa: F401 - the same
