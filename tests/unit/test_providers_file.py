"""providers.toml is read strictly: what it says holds, and a mistake is one sentence with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelsync.adapters import REGISTRY, providers_of
from modelsync.errors import SettingsError
from tests.support.configured_lists import house, toml

HOUSE = '[providers.house]\nkind = "openai-compatible"\nbase_url = "http://gateway.internal:4000/v1"\n'

MISTAKES = {
    "unknown kind": ('[providers.a]\n\nkind = "carrier-pigeon"\n', 3, "unknown kind"),
    "unknown key": (f'{HOUSE}colour = "red"\n', 4, "colour"),
    "unknown key of a dotted table": ('providers.a.kind = "groq"\nproviders.a.tint = 1\n', 2, "tint"),
    "unknown key in one line": ('[providers]\na = {kind = "groq", tint = 1}\n', 2, "tint"),
    "unknown table": (f'{HOUSE}[provider.b]\nkind = "groq"\n', 4, "provider"),
    "unknown key outside": ('\ntimeout = 3\n[providers.a]\nkind = "groq"\n', 2, "timeout"),
    "no kind": ('[providers.a]\nlabel = "A"\n', 1, "has no kind"),
    "no address": ('\n[providers.a]\nkind = "openai-compatible"\n', 2, "no base_url"),
    "no address of Azure's": ('[providers.a]\nkind = "azure-openai"\n', 1, "no base_url"),
    "address of another scheme": (
        f'{HOUSE}[providers.b]\nkind = "groq"\nbase_url = "ftp://b"\n',
        6,
        "base_url",
    ),
    "address without a host": ('[providers.b]\nkind = "groq"\nbase_url = "https://"\n', 3, "base_url"),
    "address with a password": (
        '[providers.b]\nkind = "groq"\nbase_url = "https://u:p@b/v1"\n',
        3,
        "password",
    ),
    "address with a query": ('[providers.b]\nkind = "groq"\nbase_url = "https://b/v1?k=v"\n', 3, "query"),
    "include that is no list": ('[providers.b]\nkind = "groq"\ninclude = "*"\n', 3, "include"),
    "an empty include": ('[providers.b]\nkind = "groq"\ninclude = []\n', 3, "include"),
    "exclude of numbers": ('[providers.b]\nkind = "groq"\nexclude = [1]\n', 3, "exclude"),
    "equal prefixes": (
        f'{HOUSE}[providers.b]\nkind = "groq"\nid_prefix = "house/"\n',
        6,
        "same id_prefix",
    ),
    "equal empty prefixes": (
        f'{HOUSE}id_prefix = ""\n[providers.b]\nkind = "groq"\nid_prefix = ""\n',
        7,
        "same id_prefix",
    ),
    "a prefix with a space": ('[providers.b]\nkind = "groq"\nid_prefix = "b b"\n', 3, "id_prefix"),
    "a name with a space": ('[providers."a b"]\nkind = "groq"\n', 1, "name"),
    "a name of digits": ('\n[providers.1]\nkind = "groq"\n', 2, "name"),
    "names that differ in case": (f'{HOUSE}[providers.House]\nkind = "groq"\n', 4, "case"),
    "no table": ("providers = 3\n", 1, "no table"),
    "a provider that is no table": ("[providers]\n\nhouse = 3\n", 3, "no table"),
    "enabled as text": ('[providers.openai]\nenabled = "false"\n', 2, "enabled"),
    "a built-in one with a kind": ('[providers.openai]\nkind = "openai"\n', 2, "built in"),
    "a label with markup": (f'{HOUSE}label = "**House**"\n', 4, "label"),
    "a key in place of its variable": (f'{HOUSE}key_variable = "sk-made-up-0123456789"\n', 4, "key_variable"),
    "no TOML": ("[providers.house]\nkind = groq\n", 2, "not TOML"),
    "cut TOML": (f'{HOUSE}label = "House', 4, "not TOML"),
    "a repeated table": (f"{HOUSE}[providers.house]\n", 4, "not TOML"),
    "all hidden": ("".join(f"[providers.{name}]\nenabled = false\n" for name in REGISTRY), 1, "hidden"),
}


@pytest.fixture(autouse=True)
def folder(environment):
    return environment


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_sentence_with_file_and_line(mistake):
    content, line, about = MISTAKES[mistake]
    Path("providers.toml").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        providers_of(None)
    sentence = str(raised.value)
    assert sentence.startswith(f"providers.toml, line {line}: "), sentence
    assert about in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "sk-made-up" not in sentence


def test_without_a_file_there_are_the_three():
    assert providers_of(None) is REGISTRY


def test_a_file_that_is_named_must_be_there():
    with pytest.raises(
        SettingsError, match=r"MODELSYNC_PROVIDERS names elsewhere\.toml, which does not exist"
    ):
        providers_of(Path("elsewhere.toml"))


def test_a_file_in_another_encoding_is_named():
    Path("providers.toml").write_bytes('label = "ü"'.encode("latin-1"))
    with pytest.raises(SettingsError, match=r"providers\.toml, line 1: .*UTF-8"):
        providers_of(None)


def test_a_preset_brings_everything_but_its_name():
    toml(openrouter={"kind": "openrouter"})
    found = providers_of(None)["openrouter"]
    assert (found.label, found.traits.id_prefix) == ("OpenRouter", "openrouter/")
    assert (found.default_base_url, found.key_variables) == (
        "https://openrouter.ai/api/v1",
        ("OPENROUTER_API_KEY",),
    )


def test_what_the_file_says_wins_over_the_preset():
    keys = {"label": "Router (EU)", "base_url": "https://eu.example/v1", "key_variable": "EU_KEY"}
    toml(eu={"kind": "openrouter", **keys, "id_prefix": "e:", "include": ["*"], "exclude": ["x*"]})
    found = providers_of(None)["eu"]
    assert [found.label, found.default_base_url, *found.key_variables] == list(keys.values())
    assert (found.traits.id_prefix, found.traits.include, found.traits.exclude) == ("e:", ("*",), ("x*",))


def test_a_second_account_takes_nothing_from_the_first_ones_variables():
    toml(openai_eu={"kind": "openai", "key_variable": "OPENAI_EU_API_KEY"})
    found = providers_of(None)["openai-eu"]
    assert found.key_variables == ("OPENAI_EU_API_KEY",)
    assert (found.base_url_variable, found.fixed_options) == (None, True)
    assert found.default_base_url == REGISTRY["openai"].default_base_url
    assert found.traits.filter == REGISTRY["openai"].traits.filter


def test_a_built_in_provider_can_be_hidden_and_a_further_one_too():
    toml(google={"enabled": False}, house=house(), cellar={**house("cellar"), "enabled": False})
    assert list(providers_of(None)) == ["openai", "anthropic", "house"]


def test_two_providers_with_one_label_are_told_apart():
    toml(one=house("one", label="House"), two=house("two", label="house"), eu={"kind": "openai"})
    labels = [adapter.label for adapter in providers_of(None).values()]
    assert labels == ["OpenAI", "Google", "Anthropic", "House (one)", "house (two)", "OpenAI (eu)"]


def luminance(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_colours_of_neighbours_differ_and_stand_out_in_either_theme():
    toml(**{f"p{number}": house(f"p{number}") for number in range(10)})
    colours = [adapter.colour for adapter in providers_of(None).values()]
    assert len(set(colours)) == len(colours)
    for colour in colours:
        assert 1.05 / (luminance(colour) + 0.05) > 3, colour
        assert (luminance(colour) + 0.05) / (luminance("#10131a") + 0.05) > 3, colour
