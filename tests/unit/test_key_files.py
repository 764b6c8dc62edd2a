"""A key comes from the environment or from a file, never from both."""

from __future__ import annotations

import pytest

from modelsync.adapters import REGISTRY
from modelsync.errors import SettingsError
from modelsync.settings import Settings

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
