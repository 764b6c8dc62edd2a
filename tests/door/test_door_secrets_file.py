"""B.7: a secrets.toml that cannot sign anybody in opens nothing, at the start and while the server runs."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.support.attempts import note
from tests.support.door_calls import SECRET, Unguarded, words
from tests.support.secrets_files import GOOD, by_file, named_files, toml

KIND = "B.7 a login set up wrongly"


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
        ("auth that is a text", 'auth = "yes"', "no section"),
        ("auth that is false", "auth = false", "no section"),
        ("auth that is empty", 'auth = ""', "no section"),
        ("auth that is a list", "auth = [1]", "no section"),
        ("auth that is a date", "auth = 2026-11-25", "no section"),
        ("[[auth]]", toml(GOOD).replace("[auth]", "[[auth]]"), "no section"),
        ("a number as the client", toml({**GOOD, "client_id": None}) + "\nclient_id = 7", "is no text"),
        (
            "a list as the secret",
            toml({**GOOD, "client_secret": None}) + '\nclient_secret = ["x"]',
            "is no text",
        ),
        ("an empty [auth]", "[auth]", "is missing"),
        ("client_kwargs that is a text", toml(GOOD) + '\nclient_kwargs = "scope"', "is no table"),
        ("a date in client_kwargs", toml(GOOD) + "\nclient_kwargs = { a = 2026-11-25 }", "is no table"),
        ("expose_tokens of another name", toml(GOOD) + '\nexpose_tokens = "refresh"', "expose_tokens"),
        ("a key twice", toml(GOOD) + '\nclient_id = "b"', "cannot be read"),
        ("text that is no UTF-8", b'[auth]\nclient_id = "\xe9"', "not UTF-8"),
        ("a folder in its place", None, "cannot be read"),
        ("a link to nothing in its place", Path("nowhere.toml"), "link to nothing"),
    ],
)
def test_a_secrets_file_that_cannot_sign_anybody_in_opens_nothing(tmp_path, name, text, sentence):
    with by_file(tmp_path / "work", text) as server:
        log, page, socket = server.log(), server.get("/"), server.handshake()
    note(
        KIND, f"secrets.toml with {name}", f"named at the start; pages {page.status_code}, WebSocket {socket}"
    )
    assert sentence in log
    assert "Traceback" not in log
    assert (page.status_code, socket) == (503, 503)
    assert sentence in page.text


@pytest.mark.parametrize(
    ("name", "options", "files", "sentence"),
    [
        ("a file that is missing", ["gone.toml"], {}, "exists"),
        ("a folder whose auth lacks keys", ["mounted"], {"mounted/auth/client_id": "x"}, "is missing"),
        ("a folder whose auth is a file", ["mounted"], {"mounted/auth": "x"}, "no section"),
    ],
)
def test_what_secrets_files_names_opens_nothing_where_it_cannot_sign_in(
    tmp_path, name, options, files, sentence
):
    server = named_files(Unguarded(tmp_path / "work"), options, files)
    with server:
        log, status = server.log(), server.get("/").status_code
    note(KIND, f"secrets.files with {name}", f"named at the start; pages {status}")
    assert sentence in log
    assert status == 503


def test_a_folder_of_secrets_is_equal_to_the_file(tmp_path):
    files = {f"mounted/auth/{name}": f"{value}\n" for name, value in GOOD.items()}
    with named_files(Unguarded(tmp_path / "work"), ["mounted"], files) as server, server.socket() as socket:
        found = words(socket.run())
    note(KIND, "secrets.files with a folder as Kubernetes mounts it", "the sign-in page")
    assert "Sign in to manage your model catalogue" in found


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_good_secrets_file_is_equal_to_the_variables(tmp_path, mark):
    with by_file(tmp_path / "work", mark + toml(GOOD)) as server:
        known = server.get("/", Host="models.example.com").status_code
        unknown = server.get("/", Host="evil.example").status_code
        with server.socket() as socket:
            found = words(socket.run())
    note(KIND, "the host of the redirect address in secrets.toml", f"{known}, another one {unknown}")
    assert (known, unknown) == (200, 400)
    assert "Sign in to manage your model catalogue" in found


@pytest.mark.parametrize("to", ["", "[auth", "[other]\nx = 1\n", 'auth = "yes"\n'])
def test_a_secrets_file_that_breaks_while_the_server_runs_opens_nothing(tmp_path, to):
    with by_file(tmp_path / "work", toml(GOOD)) as server:
        file = server.folder / ".streamlit" / "secrets.toml"
        with server.socket() as socket:
            assert "Sign in to manage" in words(socket.run())
            file.write_text(to)
            time.sleep(1.5)
            found = words(socket.run())
    note(KIND, f"secrets.toml becomes {to.strip()!r} while the server runs", "no way in")
    assert "Sign in to manage" in found
    assert "Sync all" not in found
