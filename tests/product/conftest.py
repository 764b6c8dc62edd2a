"""A browser for the first page of the installed server."""

from tests.support.chromium import browser  # noqa: F401 - a fixture
