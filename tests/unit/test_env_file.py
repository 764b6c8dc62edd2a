"""What `.env` and the environment may hold; whatever cannot be read stops the start, and never opens anything."""

from __future__ import annotations

import codecs
import os
import threading
from pathlib import Path

import pytest

from modelsync.errors import SettingsError
from modelsync.settings import Settings


@pytest.fixture
def env_file(environment):
    """Writes `.env`, and reads the settings."""

    def write(content):
        Path(".env").write_bytes(content if isinstance(content, bytes) else content.encode())
        return Settings.read()

    return write


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('MODELSYNC_REQUIRE_LOGIN="true\n', 1),
        ("MODELSYNC_REQUIRE_LOGIN='true\n", 1),
        ('MODELSYNC_REQUIRE_LOGIN="true\\"\n', 1),
        ('\n# why\n\nMODELSYNC_REQUIRE_LOGIN="true\n', 4),
        ('A=1\r\n\r\nMODELSYNC_REQUIRE_LOGIN="true\r\n', 3),
        ('MODELSYNC_REQUIRE_LOGIN="true" yes\n', 1),
        ("MODELSYNC_REQUIRE_LOGIN\n", 1),
        ("MODELSYNC_REQUIRE_LOGIN true\n", 1),
        ("MODELSYNC_REQUIRE_LOGIN: true\n", 1),
        ("MODELSYNC_REQUIRE_LOGIN:true\n", 1),
        ("export MODELSYNC_REQUIRE_LOGIN\n", 1),
        ("set MODELSYNC_REQUIRE_LOGIN=true\n", 1),
        ('$env:MODELSYNC_REQUIRE_LOGIN = "true"\n', 1),
        ("\u200bMODELSYNC_REQUIRE_LOGIN=true\n", 1),
        ("\uff2dODELSYNC_REQUIRE_LOGIN=true\n", 1),
        ("=true\n", 1),
        ("MODELSYNC_REQUIRE_LOGIN=true\nsome words\n", 2),
    ],
)
def test_a_line_that_cannot_be_read_stops_the_start_with_file_line_and_cure(env_file, content, line):
    with pytest.raises(SettingsError, match=rf"^\.env, line {line} cannot be read\. .*newer version\.$"):
        env_file(content)


@pytest.mark.parametrize(
    "content",
    [
        'OPENAI_API_KEY="sk-x\nMODELSYNC_REQUIRE_LOGIN=true\nOTHER="\n',
        "OPENAI_API_KEY='sk-x\nexport MODELSYNC_REQUIRE_LOGIN=\"true\"\n# the admins'\n",
        'OPENAI_API_KEY="sk-x\rMODELSYNC_REQUIRE_LOGIN=true\rOTHER="\r',
    ],
)
def test_a_quote_that_swallows_the_lines_below_it_stops_the_start(env_file, content):
    with pytest.raises(SettingsError, match=r"^\.env, line 1 .*Close the quote\.$"):
        env_file(content)


def test_a_value_of_another_program_may_have_several_lines(env_file):
    settings = env_file(
        'KEY="-----BEGIN KEY-----\nMIIEabc/+=\nab==\n-----END KEY-----"\nMODELSYNC_KEEP_PLANS=7\n'
    )
    assert settings.keep_plans == 7


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("MODELSYNC_REQIRE_LOGIN", "MODELSYNC_REQUIRE_LOGIN"),
        ("MODELSYNC_ADMIN", "MODELSYNC_ADMINS"),
        ("MODELSYNC_OIDC_CLIENT_SECRETS", "MODELSYNC_OIDC_CLIENT_SECRET"),
        ("MODEL_SYNC_REQUIRE_LOGIN", "MODELSYNC_REQUIRE_LOGIN"),
        ("MODELSYNC-REQUIRE-LOGIN", "MODELSYNC_REQUIRE_LOGIN"),
        ("MODELSNYC_REQUIRE_LOGIN", "MODELSYNC_REQUIRE_LOGIN"),
        ("MODELSYNC_FROM_THE_FUTURE", None),
        ("MODELSYNC_", None),
    ],
)
def test_an_unknown_name_stops_the_start_wherever_it_is(env_file, monkeypatch, name, meant):
    hint = f"; {meant} is" if meant else ""
    says = rf"{name} in %s is no setting of this version{hint}\. Correct or remove it; .*newer version\.$"
    with pytest.raises(SettingsError, match=says % r"\.env, line 2"):
        env_file(f"A=1\n{name}=true\n")
    Path(".env").unlink()
    monkeypatch.setenv(name, "true")
    with pytest.raises(SettingsError, match=says % "the environment"):
        Settings.read()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODELSYNC_SERVICE_HOST", "10.0.0.1"),
        ("MODELSYNC_SERVICE_PORT_HTTP", "8501"),
        ("MODELSYNC_PORT", "tcp://10.0.0.1:8501"),
        ("MODELSYNC_PORT_8501_TCP_ADDR", "10.0.0.1"),
        ("MODELSYNC_WEB_SERVICE_HOST", "10.0.0.1"),
        ("MODELSYNC_WEB_PORT", "tcp://10.0.0.1:8501"),
        ("MODELSYNC_WEB_PORT_8501_TCP", "tcp://10.0.0.1:8501"),
        ("MODELSYNC_TEST_ANYTHING", "1"),
        ("MODELSYNC_LISTINGS", "lists"),
        ("MODEL_SYNC_PORT", "tcp://10.0.0.1:8501"),
        ("MODELSYNC_FROM_THE_FUTURE", ""),
        ("MODEL_SERVER", "x"),
    ],
)
def test_variables_of_kubernetes_and_of_tests_are_let_be(environment, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert Settings.read() == Settings.read()


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("sqlite:///x.db\n", "sqlite:///x.db"),
        (" \tsqlite:///x.db\r\n", "sqlite:///x.db"),
        ('"sqlite:///x.db"', "sqlite:///x.db"),
        ("'sqlite:///x.db'\n", "sqlite:///x.db"),
        ('" sqlite:///x.db "', "sqlite:///x.db"),
        ("\ufeffsqlite:///x.db", "sqlite:///x.db"),
        ("\u200bsqlite:///x.db\u00a0", "sqlite:///x.db"),
        ("postgres://u:p@h/d\n", "postgresql+psycopg://u:p@h/d"),
        ('""', "sqlite:///modelsync.db"),
        (" \n", "sqlite:///modelsync.db"),
    ],
)
def test_white_space_and_one_pair_of_quotes_round_a_value_do_not_count(environment, monkeypatch, value, read):
    monkeypatch.setenv("DATABASE_URL", value)
    assert Settings.read().database_url == read


@pytest.mark.parametrize("value", ['"x', "x'", "\"x'", '"'])
def test_a_single_quote_is_a_part_of_the_value(environment, monkeypatch, value):
    monkeypatch.setenv("OPENAI_ORG_ID", value)
    assert Settings.read().variable("OPENAI_ORG_ID") == value


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("MODELSYNC_REQUIRE_LOGIN", "'true'\n", True),
        ("MODELSYNC_REQUIRE_LOGIN", '"TRUE" ', True),
        ("MODELSYNC_KEEP_PLANS", '"7"', 7),
        ("MODELSYNC_MAX_ARCHIVE_SHARE", " 0.5\n", 0.5),
        ("MODELSYNC_PRICING_DIR", '"prices"\n', Path("prices")),
        ("MODELSYNC_OIDC_CLIENT_ID", "'me'\n", "me"),
        ("MODELSYNC_ALLOWED_HOSTS", '"a.example","b.example"\n', ("a.example", "b.example")),
        ("modelsync_require_login", "true", True),
    ],
)
def test_what_stands_round_a_value_counts_in_no_setting(environment, monkeypatch, name, value, read):
    monkeypatch.setenv(name, value)
    field = name.lower().removeprefix("modelsync_")
    assert getattr(Settings.read(), field) == read


@pytest.mark.parametrize("name", ["DATABASE_URL", "MODELSYNC_PRICING_DIR", "MODELSYNC_OIDC_CLIENT_ID"])
@pytest.mark.parametrize("inside", ["\n", "\t", "\x7f"])
def test_a_line_break_inside_a_value_is_refused(environment, monkeypatch, name, inside):
    monkeypatch.setenv(name, f"sqlite:///x{inside}.db")
    with pytest.raises(SettingsError, match=f"^{name} is not usable: it holds a line break"):
        Settings.read()


@pytest.mark.parametrize("name", ["MODELSYNC_ADMINS", "MODELSYNC_VIEWERS"])
@pytest.mark.parametrize(
    "value",
    [
        "ada@example.com,@example.org",
        '"ada@example.com,@example.org"',
        '"ada@example.com","@example.org"',
        "ada@example.com; @example.org",
        "ada@example.com\n@example.org\n",
        "Ada@Example.COM ,, @EXAMPLE.org,",
    ],
)
def test_lists_of_people_are_understood_as_they_are_usually_written(environment, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    field = name.removeprefix("MODELSYNC_").lower()
    assert getattr(Settings.read(), field) == ("ada@example.com", "@example.org")


@pytest.mark.parametrize(
    "entry",
    [
        "o'brien@example.com",
        "ada+models@example.com",
        "ada@münchen.example",
        "ada@intranet",
        "x#EXT#@t.onmicrosoft.com",
    ],
)
def test_unusual_addresses_are_addresses(environment, monkeypatch, entry):
    monkeypatch.setenv("MODELSYNC_ADMINS", entry)
    assert Settings.read().admins == (entry.lower(),)


@pytest.mark.parametrize("name", ["MODELSYNC_ADMINS", "MODELSYNC_VIEWERS"])
@pytest.mark.parametrize(
    "entry",
    [
        *("ada", "example.com", "@", "ada@", "a@b@example.com", "*@example.com", "@*.example.com", "*"),
        *("Ada <ada@example.com>", '["ada@example.com"]', "mailto:ada@example.com", "ada@example.com."),
        *(
            "ada@.example.com",
            "ada@-example.com",
            "ada\u200b@example.com",
            "\u201cada@example.com\u201d",
            "ada\uff20example.com",
        ),
        *("ada@example..com", "ada@example.com:admin", "ada@exa mple.com"),
    ],
)
def test_an_entry_that_matches_nobody_stops_the_start(env_file, monkeypatch, name, entry):
    says = r"is neither an address such as ada@example\.com nor a domain such as @example\.com\. Correct or unset it\.$"
    with pytest.raises(SettingsError, match=rf"^{name} is not usable \(\.env, line 2\): .*{says}"):
        env_file(f"A=1\n{name}=bob@example.com,{entry}\n")
    Path(".env").unlink()
    monkeypatch.setenv(name, f"bob@example.com,{entry}")
    with pytest.raises(SettingsError, match=f"^{name} is not usable: .*{says}"):
        Settings.read()


def test_a_setting_that_is_set_twice_to_different_values_stops_the_start(env_file):
    with pytest.raises(SettingsError, match=r"^\.env, line 3 sets MODELSYNC_REQUIRE_LOGIN again"):
        env_file("MODELSYNC_REQUIRE_LOGIN=true\nA=1\nMODELSYNC_REQUIRE_LOGIN=\n")
    assert env_file("MODELSYNC_REQUIRE_LOGIN=true\nMODELSYNC_REQUIRE_LOGIN='true'\n").require_login


def test_a_name_in_braces_must_be_set(env_file, monkeypatch):
    monkeypatch.setenv("WHO", "ada@example.com")
    assert env_file("DOMAIN=@example.org\nMODELSYNC_ADMINS=${WHO},${DOMAIN}\n").admins == (
        "ada@example.com",
        "@example.org",
    )
    assert env_file("MODELSYNC_REQUIRE_LOGIN=${NOT_SET:-true}\n").require_login
    with pytest.raises(SettingsError, match=r"^\.env, line 1 holds \$\{…\} with a name that is not set"):
        env_file("MODELSYNC_REQUIRE_LOGIN=${NOT_SET}\n")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, b""])
def test_the_first_variable_behind_a_byte_order_mark_is_read(env_file, mark):
    assert env_file(mark + b"MODELSYNC_REQUIRE_LOGIN=true\r\n").require_login


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_a_file_in_another_encoding_stops_the_start(env_file, encoding):
    with pytest.raises(SettingsError, match=r"^\.env"):
        env_file("MODELSYNC_REQUIRE_LOGIN=true # für alle\n".encode(encoding))


def test_a_folder_or_a_link_to_nothing_in_place_of_the_file_stops_the_start(environment):
    Path(".env").mkdir()
    with pytest.raises(SettingsError, match=r"^\.env cannot be read: Is a directory"):
        Settings.read()
    (Path(".env") / "pyvenv.cfg").touch()
    assert not Settings.read().require_login
    (Path(".env") / "pyvenv.cfg").unlink()
    Path(".env").rmdir()
    Path(".env").symlink_to("nowhere")
    with pytest.raises(SettingsError, match=r"^\.env cannot be read: No such file"):
        Settings.read()


def test_a_named_pipe_is_read_as_a_file_is(environment):
    os.mkfifo(".env")
    writer = threading.Thread(
        target=Path(".env").write_text, args=("MODELSYNC_REQUIRE_LOGIN=true\n",), daemon=True
    )
    writer.start()
    assert Settings.read().require_login
    writer.join()
