"""The number of SQL statements does not grow with the number of models, beyond one for each batch of ids; no timings.

Statements are counted where the driver gets them; an `executemany` is one, whatever it carries.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from modelsync.core.actors import LOCAL
from modelsync.core.edits import Edit
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.clock import NOON, Clock
from tests.support.provider_transport import Providers
from tests.support.providers import anthropic_item

SIZES = (50, 500, 2_000)
BATCH = 500


class Counter:
    """Counts the statements of each use case by its name."""

    def __init__(self, engine):
        self.statements = {}
        self._name = None
        event.listen(engine, "before_cursor_execute", self._count)

    @contextmanager
    def of(self, name):
        self._name = name
        self.statements[name] = []
        yield
        self._name = None

    def _count(self, _connection, _cursor, statement, *_rest):
        if self._name:
            self.statements[self._name].append(statement)

    def counts(self):
        return {name: len(statements) for name, statements in self.statements.items()}


def listing(number, *, changed=False, without_last=False):
    kept = number - number // 10 if without_last else number
    return [
        anthropic_item(f"claude-{n}", max_tokens=128_000 if changed and n % 3 == 0 else 64_000)
        for n in range(kept)
    ]


def use_cases(url, number):
    """Every use case that reads or writes many models, in one database; gives the statements that each needed."""
    providers = Providers(page=1000)
    service = AiModelSyncService(
        Settings.read(database_url=url), transport=providers, clock=Clock(NOON + timedelta(days=number))
    )
    service.history(limit=1)  # connected, and the schema looked at
    counter = Counter(service.database.engine)
    runs = []
    for name, listed in {
        "insert": listing(number),
        "update": listing(number, changed=True),
        "archive": listing(number, changed=True, without_last=True),
    }.items():
        providers.set("anthropic", *listed)
        with counter.of(f"plan of {name}"):
            plan = service.sync_with_provider("anthropic", actor=LOCAL)
        with counter.of(f"compare {name} again"):
            plan = service.compare_again(plan.plan_id, actor=LOCAL)
        with counter.of(name):
            runs.append(service.apply_sync(plan.plan_id, "all", actor=LOCAL))
    assert [sum(run.counts.model_dump().values()) for run in runs] == [
        number,
        len(range(0, number, 3)),
        number // 10,
    ]
    with counter.of("models"):
        assert len(service.models()) == number
    with counter.of("edit"):
        edit = service.edit({f"claude-{n}": Edit(enabled=True) for n in range(number // 2)}, actor=LOCAL)
    with counter.of("undo of edit"):
        service.undo(edit.run_id, actor=LOCAL)
    for name, run in zip(("archive", "update", "insert"), reversed(runs), strict=True):
        with counter.of(f"undo of {name}"):
            assert service.undo(run.run_id, actor=LOCAL)[1] == ()
    assert service.models() == []
    service.database.engine.dispose()
    return counter


@pytest.fixture
def databases(database_url, request, tmp_path):
    """An empty migrated database for each size, of the same kind."""
    if database_url.startswith("sqlite"):
        return [f"sqlite:///{tmp_path / f'{size}.db'}" for size in SIZES]
    server = request.getfixturevalue("postgresql_server")
    template = database_url.rpartition("/")[2]
    return [server.url(server.new_database(template)) for _ in SIZES]


def test_no_use_case_needs_more_statements_for_more_models_but_one_for_each_batch_of_ids(databases):
    counters = dict(zip(SIZES, map(use_cases, databases, SIZES), strict=True))
    few = counters[SIZES[0]].counts()
    lookups = 3  # the most that any use case looks up by id: rows, owners, and the keys of inserted rows
    for size, counter in counters.items():
        batches = -(-size // BATCH)
        for name, count in counter.counts().items():
            allowed = few[name] + lookups * (batches - 1)
            assert count <= allowed, (
                f"{name} of {size} models needs {count} statements, of {SIZES[0]} {few[name]}"
            )
