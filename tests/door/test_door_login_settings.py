"""B.7: a login that is set up wrongly is named at the start, in variables and in secrets.toml alike; a token that is too large gets a sentence."""

from __future__ import annotations

import time

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from tests.support.attempts import note
from tests.support.door_calls import SECRET, Guarded, Unguarded
from tests.support.identity_provider import identity_provider
from tests.support.secrets_files import GOOD, by_file, toml

KIND = "B.7 a login set up wrongly"
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


def signed_in(server, person, begun_at=None):
    """The last answer of a sign-in of this person, by the ways of a browser; it may begin at another server."""
    claims = {"provider": "default", "exp": int(time.time()) + 60}
    way_in = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
    with httpx.Client(timeout=20) as client:
        asked = client.get(f"{(begun_at or server).url}/auth/login", params={"provider": way_in})
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


@pytest.mark.parametrize("where", ["variables", "secrets.toml"])
def test_a_sign_in_that_begins_at_one_server_ends_at_another(tmp_path, where):
    with identity_provider() as issuer:
        metadata = f"{issuer}/.well-known/openid-configuration"
        first = Guarded(tmp_path / "one", MODELSYNC_OIDC_SERVER_METADATA_URL=metadata)
        redirect = f"{first.url}/oauth2callback"
        second = Guarded(tmp_path / "two", redirect=redirect, MODELSYNC_OIDC_SERVER_METADATA_URL=metadata)
        if where == "secrets.toml":
            values = {**GOOD, "server_metadata_url": metadata, "redirect_uri": redirect}
            for server in (first, second):
                names = [name for name in server.environment if name.startswith("MODELSYNC_OIDC_")]
                for name in names:
                    del server.environment[name]
                (server.folder / ".streamlit" / "secrets.toml").write_text(toml(values))
        with first, second:
            answer = signed_in(first, "vera", begun_at=second)
    entered = any(cookie.startswith("_streamlit_user=") for cookie in answer.headers.get_list("set-cookie"))
    note(KIND, f"a sign-in across two servers, set up in {where}", "signed in" if entered else "refused")
    assert entered


def test_a_browser_with_too_many_cookies_gets_the_sentence_and_no_blank_page(guarded):
    answer = guarded.get(
        "/", Cookie="; ".join(f"_streamlit_user_{number}={'x' * 3000}" for number in range(1, 4))
    )
    note(KIND, "a page with 9 KB of cookies", answer.status_code)
    assert answer.status_code == 431
    assert "delete the cookies of this site" in answer.text
