"""Who is served at all, by the two ends of a connection and the settings. Pure values."""

from __future__ import annotations

import pytest

from modelsync.server.entrance import Rules, refusal

LOCAL = {"type": "http", "server": ("127.0.0.1", 8501), "client": ("127.0.0.1", 5000)}


@pytest.mark.parametrize(
    ("scope", "rules", "status"),
    [
        ({}, Rules(), None),
        ({"server": ("::1", 8501), "client": ("::ffff:127.0.0.1", 5000)}, Rules(), None),
        ({"client": ("10.0.0.7", 5000)}, Rules(), 403),
        ({"client": ("::ffff:10.0.0.7", 5000)}, Rules(), 403),
        ({"server": ("10.0.0.1", 8501)}, Rules(), 403),
        ({"client": None}, Rules(), 403),
        ({"server": ("/run/model-sync.sock", None)}, Rules(), 403),
        ({"client": ("10.0.0.7", 5000)}, Rules(login=True), None),
        ({}, Rules(bound_to=""), 403),
        ({}, Rules(bound_to="", login=True), None),
        ({}, Rules(wants_login=True), 403),
        ({}, Rules(wants_login=True, login=True), None),
        ({}, Rules(broken="broken", login=True), 503),
        ({"headers": []}, Rules(), 400),
        ({"client": ("10.0.0.7", 5000)}, Rules(broken="MODELSYNC_ADMINS …"), 503),
    ],
)
def test_every_end_of_a_connection_counts(scope, rules, status):
    found = refusal({"headers": [(b"host", b"localhost:8501")], **LOCAL, **scope}, rules)
    assert (found and found[0]) == status


def test_only_who_sits_at_the_machine_is_told_what_is_wrong_with_the_settings():
    broken = Rules(broken="MODELSYNC_ADMINS is not usable.")
    scope = {"headers": [], **LOCAL}
    assert refusal(scope, broken) == (503, "MODELSYNC_ADMINS is not usable.")
    assert "MODELSYNC_ADMINS" not in refusal({**scope, "client": ("10.0.0.7", 5000)}, broken)[1]
