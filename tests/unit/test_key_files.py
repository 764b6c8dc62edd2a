"""A key comes from the environment or from a file, never from both."""

from __future__ import annotations

import pytest

from modelsync.adapters import REGISTRY
from modelsync.core.actors import LOCAL
from modelsync.errors import FetchError, SettingsError
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.provider_transport import Providers

NAMES = [name for adapter in REGISTRY.values() for name in adapter.key_variables]


@pytest.fixture
def bare(environment, monkeypatch):
    """An environment without keys."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize("name", NAMES)
def test_each_key_may_be_in_a_file(bare, tmp_path, name):
    file = tmp_path / "key"
    file.write_text("\n  sk-from-a-file \r\n")
    bare.setenv(f"{name}_FILE", str(file))
    settings = Settings.read()
    assert settings.secret(name).get_secret_value() == "sk-from-a-file"
    assert "sk-from-a-file" not in repr(settings)
    file.write_text("sk-another")
    assert settings.secret(name).get_secret_value() == "sk-another"


def test_a_key_and_its_file_together_are_refused(bare, tmp_path):
    bare.setenv("OPENAI_API_KEY", "sk-one")
    bare.setenv("OPENAI_API_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(SettingsError, match="OPENAI_API_KEY and OPENAI_API_KEY_FILE are both set") as raised:
        Settings.read().secret("OPENAI_API_KEY")
    assert "sk-one" not in str(raised.value)


def test_an_empty_name_of_a_file_counts_as_unset(bare):
    bare.setenv("OPENAI_API_KEY", "sk-one")
    bare.setenv("OPENAI_API_KEY_FILE", "")
    assert Settings.read().secret("OPENAI_API_KEY").get_secret_value() == "sk-one"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfsk-one",
        b"\xef\xbb\xbfsk-one\r\n",
        b'"sk-one"\n',
        b"'sk-one'",
        b'\xef\xbb\xbf "sk-one" \n',
        b"\xe2\x80\x8bsk-one\xc2\xa0",
    ],
)
def test_a_byte_order_mark_and_quotes_in_a_file_are_no_part_of_the_key(bare, tmp_path, content):
    (tmp_path / "key").write_bytes(content)
    bare.setenv("OPENAI_API_KEY_FILE", str(tmp_path / "key"))
    assert Settings.read().secret("OPENAI_API_KEY").get_secret_value() == "sk-one"


@pytest.mark.parametrize("value", ['"sk-one"', "'sk-one'", "sk-one\n", "\ufeffsk-one", ' "sk-one" '])
def test_quotes_round_a_key_are_no_part_of_it(bare, value):
    bare.setenv("OPENAI_API_KEY", value)
    assert Settings.read().secret("OPENAI_API_KEY").get_secret_value() == "sk-one"


@pytest.mark.parametrize(
    "content",
    [
        "OPENAI_API_KEY=sk-one",
        'OPENAI_API_KEY="sk-one"\n',
        "export OPENAI_API_KEY=sk-one",
        "OPENAI_API_KEY = sk-one",
        "\ufeffKEY=sk-one",
    ],
)
def test_a_key_with_a_name_in_front_is_refused_by_the_variable_that_was_set(bare, tmp_path, content):
    (tmp_path / "key").write_text(content, encoding="utf-8")
    bare.setenv("OPENAI_API_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(
        SettingsError, match=r"^OPENAI_API_KEY_FILE names .*, which holds NAME=value\."
    ) as raised:
        Settings.read().secret("OPENAI_API_KEY")
    assert "sk-one" not in str(raised.value)
    bare.delenv("OPENAI_API_KEY_FILE")
    bare.setenv("OPENAI_API_KEY", content)
    with pytest.raises(SettingsError, match=r"^OPENAI_API_KEY holds NAME=value\.") as raised:
        Settings.read().secret("OPENAI_API_KEY")
    assert "sk-one" not in str(raised.value)


@pytest.mark.parametrize("key", ["ABCDEFGH=", "ABCDEFGH==", "a=b", "sk-A=b"])
def test_a_sign_of_equality_in_a_key_is_a_part_of_it(bare, key):
    bare.setenv("OPENAI_API_KEY", key)
    assert Settings.read().secret("OPENAI_API_KEY").get_secret_value() == key


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b'""',
        b"sk-one\nsk-two",
        b"\xff\xfes\x00k\x00",
        b"sk\x00",
        b"x" * 64_001,
        b'{\n"key": "sk-one"}',
    ],
)
def test_a_file_that_holds_no_key_alone_is_refused(bare, tmp_path, content):
    (tmp_path / "key").write_bytes(content)
    bare.setenv("OPENAI_API_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(
        SettingsError, match=r"^OPENAI_API_KEY_FILE names .*Put the key into it, and nothing else"
    ):
        Settings.read().secret("OPENAI_API_KEY")


@pytest.mark.parametrize(
    "variable", ["GEMINI_API_KEY", "GEMINI_API_KEY_FILE", "GOOGLE_API_KEY_FILE", "GOOGLE_API_KEY"]
)
@pytest.mark.parametrize("key", ["AIza-wrong", "AIza with spaces"])
def test_a_key_that_is_refused_is_named_by_the_variable_that_was_set(bare, tmp_path, variable, key):
    (tmp_path / "key").write_text(key)
    bare.setenv(variable, str(tmp_path / "key") if variable.endswith("_FILE") else key)
    service = AiModelSyncService(Settings.read(), transport=Providers())
    with pytest.raises(FetchError, match=rf"{variable}\b(?!_FILE)") as raised:
        service.sync_with_provider("google", actor=LOCAL)
    assert str(raised.value).count("_API_KEY") == 1
    assert service.status().providers[1].key_from == variable
