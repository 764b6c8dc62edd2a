"""The bounds at the door: rates, places, and that neither grows with the number of clients."""

from __future__ import annotations

import tomllib

import pytest

from modelsync.server.limits import STREAMLIT, Bucket, Buckets, Places
from tests.support.checkout import ROOT


class Time:
    """A clock that moves when it is told to."""

    now = 0.0

    def __call__(self):
        return self.now


def test_a_rate_gives_so_many_at_once_and_so_many_a_second_then():
    time = Time()
    bucket = Bucket(2, 3, time)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    time.now = 0.4
    assert not bucket.take()
    time.now = 1.0
    assert [bucket.take() for _ in range(3)] == [True, True, False]
    time.now = 1_000
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]


def test_one_client_uses_up_its_own_rate_and_all_together_theirs():
    time = Time()
    buckets = Buckets(of_one=(1, 2), of_all=(1, 5), clock=time)
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]
    assert [buckets.take(client) for client in "bcde"] == [True, True, True, False]


@pytest.mark.parametrize("clients", [10, 10_000])
def test_the_number_of_clients_that_are_remembered_is_bounded(clients):
    buckets = Buckets(of_one=(1, 2), of_all=(1, 10), remembered=10)
    for number in range(clients):
        buckets.take(str(number))
    assert len(buckets) == 10


def test_places_are_given_back():
    places = Places(of_all=3, of_one=2)
    assert [places.take(client) for client in "aaabc"] == [True, True, False, True, False]
    places.leave("a")
    assert places.take("c")
    assert not places.take("d")
    for client in "abc":
        places.leave(client)
    assert len(places) == 0


def test_the_shipped_configuration_has_the_same_bounds():
    shipped = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    for name, value in STREAMLIT.items():
        section, option = name.split(".")
        assert shipped[section][option] == value, name
