"""A key is never written anywhere, whatever is logged, and not even a file that holds none is quoted."""

from __future__ import annotations

import logging

import pytest

from modelsync.adapters import REGISTRY
from modelsync.core.actors import LOCAL
from modelsync.errors import FetchError, SettingsError
from modelsync.service import AiModelSyncService
from modelsync.settings import Settings
from tests.support.providers import ITEM, KEYS, VARIABLES

NAMES = [name for adapter in REGISTRY.values() for name in adapter.key_variables]


@pytest.fixture
def bare(environment, monkeypatch):
    """An environment without keys."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    "content", [b"", b" \n", b"sk-\xff\xfe", b"sk-\x00one", b"sk-one\nsk-two", b"x" * 64_001, None, "folder"]
)
def test_a_file_that_holds_no_key_is_one_sentence_without_its_content(bare, tmp_path, content):
    file = tmp_path / "key"
    if content == "folder":
        file.mkdir()
    elif content is not None:
        file.write_bytes(content)
    bare.setenv("OPENAI_API_KEY_FILE", str(file))
    service = AiModelSyncService(Settings.read())
    assert service.missing_key("openai") is None
    with pytest.raises(SettingsError) as raised:
        service.sync_with_provider("openai", actor=LOCAL)
    service.database.engine.dispose()
    sentence = str(raised.value)
    assert sentence.startswith(f"OPENAI_API_KEY_FILE names {file}, which")
    assert sentence.endswith(".")
    assert "sk-" not in sentence
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("provider", KEYS)
@pytest.mark.usefixtures("environment")
def test_a_sync_with_everything_logged_writes_no_key(provider_server, monkeypatch, caplog, capfd, provider):
    for name, value in provider_server.env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MODELSYNC_RETRY_BACKOFF", "0")
    monkeypatch.setattr(logging.getLogger("modelsync"), "level", logging.DEBUG)
    provider_server.set(provider, [ITEM[provider](f"{name}-5") for name in ("gpt", "gemini", "claude")])
    service = AiModelSyncService(Settings.read())
    key = KEYS[provider]
    with caplog.at_level(logging.DEBUG):
        service.sync_with_provider(provider, actor=LOCAL)
        # A provider that repeats the key in headers, addresses and bodies.
        echo = {"X-Echo": key, "Location": f"{provider_server.url(provider)}/models?key={key}"}
        for status in (302, 401, 503):
            provider_server.fail(provider, status, {"error": {"message": f"Key {key} is wrong"}}, echo)
            with pytest.raises(FetchError):
                service.sync_with_provider(provider, actor=LOCAL)
    service.database.engine.dispose()
    sent = provider_server.requests
    assert all(any(key in value for value in request.headers.values()) for request in sent)
    assert not any(key in request.path for request in sent if "?key=" not in request.path)
    out, err = capfd.readouterr()
    assert VARIABLES[provider][0] not in caplog.text
    assert key not in caplog.text + out + err
