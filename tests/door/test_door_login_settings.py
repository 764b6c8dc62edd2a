"""B.7: a login that is set up wrongly is named at the start, in variables and in secrets.toml alike; a token that is too large gets a sentence."""

from __future__ import annotations

import time

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from tests.support.attempts import note
from tests.support.door_calls import SECRET, Guarded, Unguarded, words
from tests.support.identity_provider import identity_provider

KIND = "B.7 a login set up wrongly"
METADATA = "https://login.example.com/.well-known/openid-configuration"
GOOD = {
    "client_id": "model-sync",
    "client_secret": "not-so-secret",
    "cookie_secret": SECRET,
    "server_metadata_url": METADATA,
    "redirect_uri": "https://models.example.com/oauth2callback",
}
WRONG = {
    "a cookie secret of one letter": ({"cookie_secret": "x"}, "cookie_secret", "too short"),
    "a cookie secret of 31 letters": ({"cookie_secret": "x" * 31}, "cookie_secret", "too short"),
    "no cookie secret": ({"cookie_secret": None}, "cookie_secret", "is missing"),
    "no client": ({"client_id": None}, "client_id", "is missing"),
    "metadata at no address": (
        {"server_metadata_url": "login.example.com"},
        "server_metadata_url",
        "no web address",
    ),
    "metadata in a file": (
        {"server_metadata_url": "file:///etc/passwd"},
        "server_metadata_url",
        "no web address",
    ),
    "redirect without its path": (
        {"redirect_uri": "https://models.example.com"},
        "redirect_uri",
        "does not end in",
    ),
    "redirect with a slash": (
        {"redirect_uri": "https://models.example.com/"},
        "redirect_uri",
        "does not end in",
    ),
    "redirect with a query": (
        {"redirect_uri": GOOD["redirect_uri"] + "?x=1"},
        "redirect_uri",
        "does not end in",
    ),
    "redirect without a host": ({"redirect_uri": "/oauth2callback"}, "redirect_uri", "no web address"),
}


def toml(values, section="auth"):
    lines = [f'{name} = "{value}"' for name, value in values.items() if value is not None]
    return "\n".join([f"[{section}]", *lines])


def by_file(folder, text):
    """A server whose secrets.toml has this text."""
    server = Unguarded(folder)
    (folder / ".streamlit" / "secrets.toml").write_text(text)
    return server


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("where", ["variables", "secrets.toml"])
def test_a_wrong_login_is_named_at_the_start_and_serves_nobody(tmp_path, where, name):
    changes, key, sentence = WRONG[name]
    values = {**GOOD, **changes}
    if where == "variables":
        named = {f"MODELSYNC_OIDC_{word.upper()}": value or "" for word, value in values.items()}
        server = Unguarded(tmp_path / "work", **named)
        key = f"MODELSYNC_OIDC_{key.upper()}"
    else:
        server = by_file(tmp_path / "work", toml(values))
    with server:
        log = server.log()
        status = server.get("/").status_code
    note(KIND, f"{name}, in {where}", f"named at the start; pages {status}")
    assert key in log
    assert sentence in log
    assert status == 503


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "only [auth.google]",
            toml({"redirect_uri": GOOD["redirect_uri"], "cookie_secret": SECRET})
            + "\n"
            + toml(GOOD, "auth.google"),
            "[auth.google]",
        ),
        ("no TOML", "[auth\nclient_id = 1", "cannot be read"),
        ("auth that is no section", 'auth = "yes"', "no section"),
        ("a number as the client", toml({**GOOD, "client_id": None}) + "\nclient_id = 7", "is no text"),
        ("an empty [auth]", "[auth]", "is missing"),
    ],
)
def test_a_secrets_file_that_cannot_sign_anybody_in_opens_nothing(tmp_path, name, text, sentence):
    with by_file(tmp_path / "work", text) as server:
        log, status, socket = server.log(), server.get("/").status_code, server.handshake()
    note(KIND, f"secrets.toml with {name}", f"named at the start; pages {status}, WebSocket {socket}")
    assert sentence in log
    assert {status, socket} <= {500, 503}  # 500: what Streamlit cannot even read


def test_a_good_secrets_file_is_equal_to_the_variables(tmp_path):
    with by_file(tmp_path / "work", toml(GOOD)) as server:
        known = server.get("/", Host="models.example.com").status_code
        unknown = server.get("/", Host="evil.example").status_code
        with server.socket() as socket:
            found = words(socket.run())
    note(KIND, "the host of the redirect address in secrets.toml", f"{known}, another one {unknown}")
    assert (known, unknown) == (200, 400)
    assert "Sign in to manage your model catalogue" in found


@pytest.mark.parametrize("to", ["", "[auth", "[other]\nx = 1\n"])
def test_a_secrets_file_that_breaks_while_the_server_runs_opens_nothing(tmp_path, to):
    with by_file(tmp_path / "work", toml(GOOD)) as server:
        file = server.folder / ".streamlit" / "secrets.toml"
        with server.socket() as socket:
            assert "Sign in to manage" in words(socket.run())
            file.write_text(to)
            time.sleep(1.5)
            found = words(socket.run())
    note(KIND, f"secrets.toml becomes {to.strip()!r} while the server runs", "no way in")
    assert "New models" not in found
    assert "Sync all" not in found


def signed_in(server, person):
    """The last answer of a sign-in of this person, by the ways of a browser."""
    claims = {"provider": "default", "exp": int(time.time()) + 60}
    way_in = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
    with httpx.Client(timeout=20) as client:
        asked = client.get(f"{server.url}/auth/login", params={"provider": way_in})
        agreed = client.post(asked.headers["location"], data={"sub": person})
        return client.get(agreed.headers["location"])


def test_an_id_token_that_is_too_large_for_cookies_gets_a_sentence(tmp_path):
    with identity_provider() as issuer:
        server = Guarded(
            tmp_path / "work", MODELSYNC_OIDC_SERVER_METADATA_URL=f"{issuer}/.well-known/openid-configuration"
        )
        with server:
            small, large = signed_in(server, "vera"), signed_in(server, "grace")
    note(KIND, "an ID token with 120 groups", f"{large.status_code} and a sentence, no cookie")
    assert small.status_code == 302
    assert any("_streamlit_user=" in cookie for cookie in small.headers.get_list("set-cookie"))
    assert large.status_code == 431
    assert "Ask its admin to leave groups out of the token" in large.text
    assert "set-cookie" not in large.headers


def test_a_browser_with_too_many_cookies_gets_the_sentence_and_no_blank_page(guarded):
    answer = guarded.get(
        "/", Cookie="; ".join(f"_streamlit_user_{number}={'x' * 3000}" for number in range(1, 4))
    )
    note(KIND, "a page with 9 KB of cookies", answer.status_code)
    assert answer.status_code == 431
    assert "delete the cookies of this site" in answer.text
