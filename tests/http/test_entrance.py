"""Who is served at all: host names, origins, and no public address without a login; on a real server, over its own socket."""

import http.client
import json

import pytest

from tests.support.dashboard import Dashboard

PATHS = ("/", "/catalogue", "/_stcore/health", "/v1/models", "/media/x.csv")
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def ask(dashboard, path="/", **headers):
    """Status and text of an answer; header names with underscores for dashes."""
    connection = http.client.HTTPConnection("127.0.0.1", dashboard.port, timeout=10)
    connection.request(
        "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = connection.getresponse()
    text = "" if answer.status == 101 else answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text


def connect(dashboard, **headers):
    """Status of a WebSocket's handshake."""
    return ask(dashboard, "/_stcore/stream", **UPGRADE, **headers)[0]


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory):
    folder = tmp_path_factory.mktemp("open")
    with Dashboard(folder, MODELSYNC_ALLOWED_HOSTS="models.example.com, *.intern.example") as running:
        yield running


def test_on_loopback_everything_is_served_without_a_login(dashboard):
    assert [ask(dashboard, path)[0] for path in PATHS] == [200, 200, 200, 401, 404]
    assert connect(dashboard, Origin=dashboard.url) == 101


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8501", "", "["]
)
def test_a_name_that_was_rebound_to_this_machine_is_refused_everywhere(dashboard, host):
    for path in PATHS:
        status, text = ask(dashboard, path, Host=host)
        assert (status, "host name is not known" in text) == (400, True), path
    assert connect(dashboard, Host=host, Origin=f"http://{host}") == 400


def test_programs_are_turned_away_in_the_shape_that_their_address_answers_in(dashboard):
    problem = json.loads(ask(dashboard, "/api/v1/models", Host="evil.example")[1])
    assert (problem["status"], problem["title"]) == (400, "Bad Request")
    assert "host name is not known" in problem["detail"]
    mistake = json.loads(ask(dashboard, "/v1/models", Host="evil.example")[1])
    assert "host name is not known" in mistake["error"]["message"]
    assert not ask(dashboard, "/", Host="evil.example")[1].startswith("{")


@pytest.mark.parametrize(
    "host", ["models.example.com", "models.example.com:443", "a.intern.example", "LOCALHOST"]
)
def test_a_name_that_was_allowed_is_served(dashboard, host):
    assert ask(dashboard, Host=host)[0] == 200
    assert connect(dashboard, Host=host, Origin=f"http://{host}") == 101


@pytest.mark.parametrize(
    "origin",
    [
        "http://[",
        "https://evil.example",
        "http://localhost:1",
        "http://127.0.0.1",
        "null",
        "http://127.0.0.1.evil.example",
    ],
)
def test_a_page_of_another_origin_gets_no_connection(dashboard, origin):
    assert connect(dashboard, Origin=origin) == 403


@pytest.mark.parametrize(
    ("options", "variables", "words"),
    [
        (["--server.address=0.0.0.0"], {}, "no login is configured"),
        (["--server.address=::"], {}, "no login is configured"),
        ([], {"MODELSYNC_REQUIRE_LOGIN": "true"}, "A login is demanded"),
        ([], {"MODELSYNC_OIDC_CLIENT_ID": "x"}, "The login is set up in part"),
        ([], {"MODELSYNC_ADMINS": "ada"}, "MODELSYNC_ADMINS is not usable"),
    ],
)
def test_without_a_login_that_is_needed_nobody_is_served_anything(tmp_path, options, variables, words):
    with Dashboard(tmp_path, options=options, **variables) as running:
        for path in PATHS:
            status, text = ask(running, path)
            assert status in {403, 503}, path
            assert words in text
        assert connect(running) in {403, 503}
        assert "Traceback" not in running.log()
    assert not running.database.exists()
