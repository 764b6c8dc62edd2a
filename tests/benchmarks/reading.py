"""Plans and loads: each step of a plan on its own beside its floor, then the whole as the dashboard asks for it."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
from datetime import UTC, datetime
from functools import partial

from pydantic import SecretStr

from modelsync.adapters import REGISTRY, Limits, ProviderAccess, listing_sha256, read_listing
from modelsync.adapters.http.fetch import fetch_items, provider_session
from modelsync.adapters.second_proof import second_proofs
from modelsync.core.diff import compare
from modelsync.core.filters import judge
from modelsync.core.models import ModelSyncDiff
from modelsync.core.normalise import normalise
from modelsync.core.stored_json import encoded
from modelsync.prices.book import load_pricing
from modelsync.store import subjects as store
from tests.benchmarks import floors
from tests.benchmarks.listings import CHANGED
from tests.benchmarks.measuring import by_turns, timed
from tests.benchmarks.memory_transport import MemoryTransport
from tests.benchmarks.server import serving
from tests.benchmarks.services import ACTOR, PROVIDER, fill, forget, service_on, warm
from tests.support.providers import KEYS

ADAPTER = REGISTRY[PROVIDER]
LIMITS = Limits(seconds=600)
ABSENT = 13
"""Models that get a second proof: the tenth of 130."""
AGAIN = "plan: unchanged list again"
_FEW = 1000
_PLAN = [
    "id",
    "provider",
    "actor",
    "fetched_at",
    "state",
    "digest",
    "listed",
    "changes",
    "listing",
    "diff",
    "facts",
    "review",
    "closed_by",
    "closed_at",
]
_NUMBERS = itertools.count()
_EMPTY = ModelSyncDiff(
    plan_id="p", provider=PROVIDER, fetched_at=datetime.now(UTC), listing_sha256="0", listed=0
)


def measure(results, models, database, runs, prices):
    """A catalogue of so many models, against a listing in which 30 % of the entries changed."""
    url = database.new()
    fill(url, prices, models)
    memory = MemoryTransport()
    memory.show(PROVIDER, models, CHANGED)
    line = partial(results.line, models=models, database=database.name)
    with serving(PROVIDER, models=models, state=CHANGED) as urls:
        online = partial(service_on, url, prices, base_urls=urls)
        for number in range(runs):
            with service_on(url, prices, transport=memory) as service:
                warm(service, memory)
                floor = _steps(line, number, service, database, urls[PROVIDER])
                _without_network(line, service)
            with online() as service:
                if models <= _FEW:  # beyond it, compiling the SQL is nothing
                    service.sync_with_provider(PROVIDER, actor=ACTOR)
                forget(service)
                seconds = _plan(service)
                line("plan: whole", floor_name="sum of floors").add(seconds, floor)
                line(AGAIN, floor_name="the first plan of that list").add(_plan(service), seconds)
            _second_proofs(line, number, urls[PROVIDER])
    database.drop(url)


def _steps(line, number, service, database, base_url):
    """Each step works on what the one before it gives; gives the sum of the floors."""
    entries = floors.fetch(base_url)
    connection = database.connect(service.settings.database_url.replace("+psycopg", ""))
    try:
        steps = (
            *_network_steps(entries, base_url),
            *_pure_steps(service, entries),
            *_database_steps(service, entries, connection, database),
        )
        total = 0.0
        for name, floor_name, ours, floor in steps:
            seconds, least = by_turns(number, ours, floor)
            line(f"plan: {name}", floor_name=floor_name).add(seconds, least)
            total += least
        raw = partial(floors.load, connection, database.mark, PROVIDER)
        whole = line("models()", floor_name="driver + json")
        whole.add(*by_turns(number, partial(service.models, provider=PROVIDER), raw))
    finally:
        connection.close()
    return total


def _network_steps(entries, base_url):
    access = _access(base_url)
    return (
        (
            "fetch",
            "httpx + json",
            lambda: asyncio.run(fetch_items(ADAPTER, access, limits=LIMITS)),
            partial(floors.fetch, base_url),
        ),
        (
            "parse, digest",
            "dicts + sha256",
            lambda: (read_listing(ADAPTER, entries), listing_sha256(ADAPTER, entries)),
            partial(floors.parse, entries),
        ),
    )


def _pure_steps(service, entries):
    today = service.today()
    rows = {row.universal_model_id: row for row in service.models(provider=PROVIDER)}
    prices = load_pricing(service.settings.pricing_dir, PROVIDER)
    priced = {entry.id: entry.period(today).pricing("").to_json() for entry in prices.entries}
    normalised = partial(_normalised, read_listing(ADAPTER, entries), rows, prices, today)
    known = {id_: row.to_json() for id_, row in rows.items()}
    after = normalised()
    plain_before = {id_: row.normalized().model_dump() for id_, row in rows.items()}
    plain_after = {model.universal_model_id: model.model_dump() for model in after}
    return (
        (
            "filter, normalise, price",
            "merged dicts",
            normalised,
            partial(floors.merge, floors.parse(entries)[0], known, priced),
        ),
        (
            "diff",
            "plain dicts",
            partial(compare, _EMPTY, after, rows),
            partial(floors.compare, plain_before, plain_after),
        ),
    )


def _database_steps(service, entries, connection, database):
    ids = [ADAPTER.bare_id(entry) for entry in entries]
    plan = service.plan(service.sync_with_provider(PROVIDER, actor=ACTOR).plan_id)
    row = _as_text(plan, connection, database)
    return (
        (
            "load",
            "driver + json",
            partial(_load, service, ids),
            partial(floors.load, connection, database.mark, PROVIDER),
        ),
        (
            "store",
            "driver",
            partial(_store, service, plan, entries),
            partial(floors.store_plan, connection, database.mark, row),
        ),
    )


def _plan(service):
    seconds, plan = timed(partial(service.sync_with_provider, PROVIDER, actor=ACTOR))
    if not plan.updated_models:
        raise RuntimeError("The plan is empty")
    return seconds


def _without_network(line, service):
    """Pages from memory, and the stored listing once more."""
    forget(service)
    line("plan: whole, without network").add(_plan(service))
    id_ = service.latest_plans()[PROVIDER].id
    seconds, _ = timed(partial(service.compare_again, id_, actor=ACTOR))
    line("plan: compare again").add(seconds)


def _second_proofs(line, number, base_url):
    absent = [f"absent-{n}" for n in range(ABSENT)]
    seconds = by_turns(
        number,
        lambda: asyncio.run(_proofs(base_url, absent)),
        partial(floors.ask_for_each, base_url, absent),
    )
    line("plan: second proofs", floor_name="httpx", note=f"of {ABSENT} absent models").add(*seconds)


async def _proofs(base_url, absent):
    async with provider_session(ADAPTER, _access(base_url), limits=LIMITS) as session:
        return await second_proofs(session, absent, listed=())


def _access(base_url):
    return ProviderAccess(base_url, SecretStr(KEYS[PROVIDER]), ADAPTER.options)


def _normalised(listing, rows, prices, today):
    return [
        normalise(
            PROVIDER,
            model,
            rows.get(model.universal_model_id),
            prices.terms(model.universal_model_id, today),
            today,
            date_is_final=ADAPTER.traits.date_is_final,
        )
        for model in listing.models
        if judge(ADAPTER.traits, model).kind == "text"
    ]


def _load(service, ids):
    """What a plan reads of the catalogue."""
    with service.database.reading() as connection:
        rows = {row.universal_model_id: row for row in store.models(connection, provider=PROVIDER)}
        return rows, store.owners(connection, set(ids) - rows.keys())


def _as_text(plan, connection, database):
    """The stored plan as a new row by column, its JSON as text."""
    columns = (f"{name}{database.as_text if name in {'diff', 'facts', 'review'} else ''}" for name in _PLAN)
    found = connection.execute(
        f"SELECT {', '.join(columns)} FROM sync_plan WHERE id = '{plan.id}'"
    ).fetchone()
    return dict(zip(_PLAN, found, strict=True)) | {"id": f"raw-{next(_NUMBERS)}"}


def _store(service, plan, entries):
    renamed = dataclasses.replace(plan, id=f"ours-{next(_NUMBERS)}")
    with service.database.writing(PROVIDER) as connection:
        store.add_plan(connection, renamed, encoded(entries), now=datetime.now(UTC), keep=1)
