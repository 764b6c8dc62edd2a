"""B.8: no token of an address in a log, no line twice, no raw control character, no traceback of a visitor's making."""

from __future__ import annotations

import io
import logging
import time
from datetime import UTC, datetime
from pathlib import PurePosixPath

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from modelsync.core.actors import actor_of
from modelsync.errors import ForbiddenError
from modelsync.server.logs import CleanRecord
from tests.support.attempts import note
from tests.support.door_calls import SECRET, Guarded, words
from tests.support.identity_provider import identity_provider
from tests.support.server_process import until

KIND = "B.8 logs and small things"
TOKEN = "msy_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture(scope="module")
def uvicorn(tmp_path_factory):
    with Guarded(tmp_path_factory.mktemp("logs")) as running:
        yield running


@pytest.mark.parametrize(
    "path",
    [
        f"/?token={TOKEN}",
        f"/catalogue?q={TOKEN}",
        f"/{TOKEN}",
        f"/v1/models/{TOKEN}",
        f"/api/v1/models?access_token={TOKEN}",
        f"/api/v1/health?x={TOKEN.replace('_', '%5F')}",
        f"/{TOKEN.replace('_', '%5f')}",
        f"/oauth2callback?code={TOKEN}&state=y",
        f"/_stcore/metrics?families={TOKEN}",
        f"/media/{TOKEN}.csv",
    ],
)
def test_a_token_in_an_address_is_in_no_line(uvicorn, path):
    status = uvicorn.get(path).status_code
    hidden = TOKEN[4:] not in uvicorn.log()
    note(
        KIND,
        f"a token in {path.replace(TOKEN, 'msy_…').replace(TOKEN.replace('_', '%5F'), 'msy%5F…')}",
        "not logged",
    )
    assert status < 500
    assert hidden


def test_the_code_of_a_sign_in_is_in_no_line(uvicorn):
    uvicorn.get("/oauth2callback?code=hush-hush&state=hush-hush")
    note(KIND, "the code and state of a sign-in under uvicorn", "not logged")
    assert "hush-hush" not in uvicorn.log()


@pytest.mark.parametrize(
    "query",
    [
        "error=%1b[2J",
        "error=x&error_description=%1b]0;pwned%07",
        "error=%C2%9b2J",
        "error=a%0d%0aFAKE",
        "error=%E2%80%AEtxt",
    ],
)
def test_control_characters_of_an_address_are_written_out(uvicorn, query):
    before = len(uvicorn.log())
    uvicorn.get(f"/oauth2callback?{query}")
    assert until(lambda: "Error during authentication" in uvicorn.log()[before:])
    told = uvicorn.log()[before:]
    raw = [character for character in told if not character.isprintable() and character != "\n"]
    note(KIND, f"/oauth2callback?{query}", "no raw control character")
    assert raw == []
    assert not any(line.startswith("FAKE") for line in told.splitlines())


def test_no_line_comes_twice(uvicorn):
    before = len(uvicorn.log())
    uvicorn.get("/favicon.png")
    assert until(lambda: "favicon" in uvicorn.log()[before:])
    lines = [line for line in uvicorn.log().splitlines() if "favicon" in line]
    started = [line for line in uvicorn.log().splitlines() if "Application startup complete" in line]
    note(KIND, "lines in the log of one request under uvicorn", len(lines))
    assert (len(lines), len(started)) == (1, 1)


@pytest.mark.parametrize("data", ["text", b"\xff\xff", b"\x0a" * 100_000, b""])
def test_no_frame_writes_a_traceback(uvicorn, data):
    with uvicorn.socket() as socket:
        socket.send_raw(data)
        socket.closed_with(1)
    note(KIND, f"a frame {data[:4]!r}", "no traceback in the log")
    assert "Traceback" not in uvicorn.log()


def way_in():
    claims = {"provider": "default", "exp": int(time.time()) + 60}
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))


def test_a_sign_in_that_fails_is_one_line(tmp_path):
    """Every visitor can make one fail: by an identity provider that does not answer, by a code that is none."""
    with Guarded(tmp_path / "away") as running:
        asked = running.get(f"/auth/login?provider={way_in()}").status_code
        away = running.log()
    with identity_provider() as issuer:
        metadata = f"{issuer}/.well-known/openid-configuration"
        with Guarded(tmp_path / "code", MODELSYNC_OIDC_SERVER_METADATA_URL=metadata) as running:
            with httpx.Client(base_url=running.url) as client:
                begun = client.get("/auth/login", params={"provider": way_in()})
                state = httpx.URL(begun.headers["location"]).params["state"]
                back = client.get(
                    "/oauth2callback", params={"code": "none\x1b[2J", "state": state}
                ).status_code
            wrong = running.log()
    note(KIND, "a sign-in while the identity provider does not answer", f"{asked}, one line in the log")
    note(KIND, "/oauth2callback with a code that is none", f"{back}, one line in the log")
    for log, cause in ((away, "ConnectError"), (wrong, "OAuth token exchange failed")):
        assert cause in log
        assert "Traceback" not in log


@pytest.mark.parametrize(
    "email",
    [
        "ada\x1b[2J@example.com",
        "ada@example.com\n",
        "ada\u202e@example.com",
        "ada\u200b@example.com",
        "ada @example.com",
        "ada\x00@example.com",
        "eve@evil.example@example.com",
        "@example.com",
        "ada@",
        "a" * 250 + "@example.com",
    ],
)
def test_an_address_that_cannot_stand_in_the_history_enters_as_nobody(email):
    claims = {"email": email, "email_verified": True, "exp": 4_000_000_000}
    with pytest.raises(ForbiddenError) as refused:
        actor_of(claims, ["@example.com"], [], datetime.now(UTC))
    note(KIND, f"the address {email[:30]!r} of a sign-in", "refused")
    assert str(refused.value).isprintable()


def test_the_demo_of_a_viewer_makes_no_file(uvicorn):
    with uvicorn.socket(uvicorn.cookie("vera@viewers.example")) as socket:
        found = words(socket.run(query_string="demo=1"))
    with uvicorn.socket() as socket:
        words(socket.run(query_string="demo=1"))
    made = (uvicorn.folder / "modelsync-demo.db").exists()
    note(KIND, "?demo=1 of a viewer, and of a stranger", "a file" if made else "no file")
    assert "Signed in as" in found
    assert not made
    with uvicorn.socket(uvicorn.cookie()) as socket:
        words(socket.run(query_string="demo=1"))
    assert (uvicorn.folder / "modelsync-demo.db").exists()


@pytest.mark.parametrize(
    ("said", "args", "written"),
    [
        ("%s", ("a\x1b[2Jb",), "a\\x1b[2Jb"),
        ("%s", (f"x {TOKEN} y",), "x msy_HIDDEN y"),
        ("%s", ("a\nb",), "a\\nb"),
        (f"{TOKEN}\x07", (), "msy_HIDDEN\\x07"),
        ("%(who)s", ({"who": "a\x1bb"},), "a\\x1bb"),
        ("%d", (7,), "7"),
    ],
)
def test_every_record_is_clean_whatever_made_it(said, args, written):
    handler = logging.StreamHandler(stream := io.StringIO())
    handler.emit(CleanRecord("x", logging.INFO, "x.py", 1, said, args, None))
    assert stream.getvalue() == f"{written}\n"


def test_a_traceback_is_clean_too():
    handler = logging.StreamHandler(stream := io.StringIO())
    try:
        PurePosixPath(f"a\x1b[2Jb {TOKEN}").relative_to("b")
    except ValueError as error:
        found = (type(error), error, error.__traceback__)
        handler.emit(CleanRecord("x", logging.ERROR, "x.py", 1, "failed", (), found))
    assert "Traceback" in stream.getvalue()
    assert "msy_HIDDEN" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()
