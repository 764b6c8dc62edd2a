"""A service on a PostgreSQL database of the test's own, five models in it, and plain SQL behind the program's back."""

from __future__ import annotations

import pytest

from modelsync.core.actors import LOCAL
from tests.support.model_ids import FIVE_MODELS
from tests.support.providers import google_item


@pytest.fixture
def query(postgresql, postgresql_server):
    """Runs one statement on the test's database, without any code of ours."""
    return lambda sql, *values: postgresql_server.run(sql, *values, database=postgresql.rpartition("/")[2])


@pytest.fixture
def service(new_service, postgresql):
    service = new_service(database_url=postgresql)
    service.database.upgrade()
    return service


@pytest.fixture
def stocked(service, providers):
    providers.set("google", *[google_item(id_) for id_ in FIVE_MODELS])
    service.apply_sync(service.sync_with_provider("google", actor=LOCAL).plan_id, "all", actor=LOCAL)
    return service
