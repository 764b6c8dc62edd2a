"""Files of other catalogues, hostile ones among them: each becomes rows, or one sentence; what stays behind has its reason."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from modelsync.adapters import REGISTRY
from modelsync.adapters.adopted.files import read_file
from modelsync.adapters.adopted.map_file import read_map
from modelsync.adapters.configured import providers_of
from modelsync.core.adoption import words
from modelsync.core.adoption.bounds import MOST_BYTES
from modelsync.core.adoption.mapping import AdoptionMap
from modelsync.core.adoption.providers import KnownProvider, KnownProviders
from modelsync.core.adoption.reading import read_source
from modelsync.errors import AdoptionError

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def known(adapters):
    return KnownProviders(
        KnownProvider(
            traits=one.traits,
            kind=one.kind or one.provider,
            litellm=one.litellm_provider,
            base_url=one.default_base_url,
            is_configured=one.is_configured,
            path=one.id_prefix,
        )
        for one in adapters.values()
    )


BUILT_IN = known(REGISTRY)
NO_MAP = AdoptionMap()


def read(content, name="models.csv", said=NO_MAP, providers=BUILT_IN, **how):
    content = content.encode() if isinstance(content, str) else content
    return read_source(read_file(name, content, providers), said, providers, now=NOW, **how)


def models(*arguments, **how):
    return {m.universal_model_id: m for m in read(*arguments, **how).models}


def refused(content, name="models.csv"):
    """The sentence of a file that is not read."""
    with pytest.raises(AdoptionError) as raised:
        read(content, name)
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert "Traceback" not in sentence
    return sentence


@pytest.mark.parametrize(
    "header",
    [
        "id,modelId,displayName,enabled,provider,config",
        "id;universal_model_id;display_name;is_enabled;provider;settings",
        "pk\tModel ID\tTitle\tActive\tVendor\tnotes",
        "id,model,name,visible,company,x",
        "id,name,display_name,published,owned_by,x",
        "rowid,model_name,label,enabled switch,provider name,x",
    ],
)
def test_columns_are_found_by_their_usual_names(header):
    separator = next(one for one in ",;\t" if one in header)
    rows = [["1", "gpt-5", "Our GPT", "1", "OpenAI", "x"], ["2", "claude-opus-5", "Opus", "0", "claude", "x"]]
    reading = read("\n".join([header, *(separator.join(row) for row in rows)]), keep_ids=True)
    assert reading.left == []
    assert [
        (m.row_id, m.universal_model_id, m.display_name, m.enabled, m.provider) for m in reading.models
    ] == [
        (1, "gpt-5", "Our GPT", True, "openai"),
        (2, "claude-opus-5", "Opus", False, "anthropic"),
    ]


def test_an_id_in_a_json_column_and_a_text_id_are_found():
    rows = [{"id": 7, "title": "Five", "config": json.dumps({"modelId": "gpt-5", "enabled": True})}]
    assert models(json.dumps(rows), "m.json")["gpt-5"].enabled is True
    assert models("id,name\ngpt-5,Five\n")["gpt-5"].display_name == "Five"
    assert (
        models(json.dumps({"models": {"gpt-5": {"title": "Five"}}}), "m.json")["gpt-5"].display_name == "Five"
    )
    uuid = "0b6ad8f5-6b8c-4bb5-8ae5-1b2f0f7bf7ab"
    assert models(f"id,model_id\n{uuid},gpt-5\n", keep_ids=False)["gpt-5"].row_id is None


def test_a_map_names_columns_paths_constants_words_and_units():
    said = read_map(
        "map.toml",
        b"""
[columns]
universalModelId = "config.llm.model"
displayName = "caption"
enabled = "switch"
status = "stage"
createdAt = "born"
pricing.input = "in"
pricing.output = "out"
[constants]
provider = "openai"
[values.enabled]
true = ["ja", 1]
[values.status]
archived = ["weg"]
[units]
price = "thousand"
""",
    )
    row = {
        "config": {"llm": {"model": "gpt-5"}},
        "caption": "Fünf",
        "switch": "Ja",
        "stage": "da",
        "born": 1735689600,
    }
    rows = [
        row | {"in": "0.0025", "out": 0.01},
        row | {"config": {"llm": {"model": "gpt-4"}}, "switch": 0, "stage": "WEG"},
    ]
    found = models(json.dumps(rows), "m.json", said)
    first, second = found["gpt-5"], found["gpt-4"]
    assert (first.enabled, first.status, first.display_name) == (True, "active", "Fünf")
    assert first.created_at == datetime(2025, 1, 1, tzinfo=UTC)
    assert (str(first.price.input), str(first.price.output)) == ("2.5", "10")
    assert (second.enabled, second.status) == (False, "archived")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[column]\nx = 1", "column is unknown"),
        ("[columns]\nname = 'x'", "columns.name is unknown"),
        ("[columns]\nenabled = 1", "names no column"),
        ("[values.enabled]\nyes = ['y']", "values.enabled.yes is unknown"),
        ("[values.enabled]\ntrue = 'y'", "is no list of words"),
        ("[units]\nprice = 'call'", "units.price"),
        ("[constants]\nid = 3", "constants.id is unknown"),
        ("[columns", "is not TOML"),
        ("columns = 3", "columns is no table"),
    ],
)
def test_a_mistake_in_a_map_is_one_sentence(text, words):
    with pytest.raises(AdoptionError, match=words):
        read_map("map.toml", text.encode())


def test_a_map_that_names_a_missing_column_says_which_there_are():
    with pytest.raises(
        AdoptionError,
        match=r"names the column nix for displayName, which models\.csv does not have\. It has model_id, x",
    ):
        read("model_id,x\ngpt-5,1\n", said=AdoptionMap(columns={"displayName": "nix"}))


def test_every_row_is_taken_or_left_with_its_reason():
    table = [
        "model_id,name,provider,enabled,status,created_at",
        "gpt-5,Five,openai,yes,active,2025-01-02",
        "gpt-5,Five,openai,yes,active,2025-01-02",
        "gpt-5,Other,openai,no,active,2025-01-02",
        ",No id,openai,yes,active,",
        "gpt 5 turbo,Spaces,openai,yes,active,",
        "gpt-é,Accent,openai,yes,active,",
        "mistral-large,Large,Mistral,yes,active,",
        "qwen-3,Qwen,,yes,active,",
        "o3,=HYPERLINK(1),openai,maybe,archived,soon",
        "o1,Archived,openai,yes,Archived,2099-01-01",
        "openai/gpt-4o,Prefixed,openai,1,live,1735689600000",
        "models/gemini-3-pro,Gemini,Google AI,0,,",
        '"gpt-4","Two\nlines",openai,1,weird,',
        f"gpt-4.1,{'x' * 300},openai,1,,",
        "gpt-4o-mini,,openai,1,,",
        "gpt-3,Much,openai,1,,,,too many",
    ]
    reading = read("\n".join(table))
    found = {m.universal_model_id: m for m in reading.models}
    assert [(one.row, one.rule) for one in reading.left] == [
        (2, "repeat"),
        (3, "contradictory"),
        (4, "no-id"),
        (5, "unusual-id"),
        (6, "unusual-id"),
        (7, "unknown-provider"),
        (8, "no-provider"),
        (16, "unreadable"),
    ]
    reasons = {one.row: one.reason for one in reading.left}
    assert reasons[3] == "Row 1 has the same id and is taken over; this one has another name and switch"
    assert "No provider is called “Mistral” here" in reasons[7]
    assert set(found) == {"gpt-5", "o3", "o1", "gpt-4o", "gemini-3-pro", "gpt-4", "gpt-4.1", "gpt-4o-mini"}
    assert len(found) + len(reading.left) == len(table) - 1
    assert found["o3"].display_name == "=HYPERLINK(1)"
    assert (found["o3"].enabled, found["o1"].enabled) == (False, False)
    assert found["gpt-4o"].created_at == datetime(2025, 1, 1, tzinfo=UTC)
    assert found["gpt-4"].display_name == "Two lines"
    assert (found["gpt-4.1"].display_name, found["gpt-4o-mini"].display_name) == (None, None)
    said = {notice.code: notice.message for notice in reading.notices}
    assert said["unknown-switch"].startswith("1 row with “maybe” for enabled (o3)")
    assert said["unknown-status"].startswith("1 row with “weird” for the status (gpt-4)")
    assert "archived-enabled" in said
    assert "long-name" in said
    assert "cleaned-name" in said
    assert "id-without-prefix" in said
    assert sum(notice.code == "unreadable-time" for notice in reading.notices) == 2


def test_without_a_switch_everything_arrives_off_and_that_is_said():
    reading = read("model_id,notes\ngpt-5,x\n")
    assert reading.models[0].enabled is None
    assert {n.code for n in reading.notices} == {"no-switch", "unused-columns", "provider-by-id"}
    assert "“notes”" in next(n.message for n in reading.notices if n.code == "unused-columns")


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("hidden", ("0", "1")),
        ("is_disabled", ("false", "true")),
        ("deleted_at", ("", "2025-01-01")),
        ("archived", ("no", "yes")),
    ],
)
def test_columns_that_say_the_opposite_are_understood(column, cells):
    found = read(f"model_id,{column}\ngpt-5,{cells[0]}\ngpt-4,{cells[1]}\n").models
    if column.startswith(("hidden", "is_")):
        assert [m.enabled for m in found] == [True, False]
    else:
        assert [m.status for m in found] == ["active", "archived"]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"model_id\n" + b"x" * MOST_BYTES, "models.csv", "more than 5 MB"),
        ("model_id\ngpt-5\n".encode("utf-16"), "models.csv", "not UTF-8"),
        ("model_id\ncafé\n".encode("latin-1"), "models.csv", "line 2: this is not UTF-8"),
        (b"model_id\ngpt\x00-5\n", "models.csv", "line 2: it holds a NUL"),
        (b"", "models.csv", "no names of columns"),
        (b"model_id\n", "models.csv", "no rows"),
        (b"model_id\n" + b"gpt-5\n" * 50_001, "models.csv", "50,001 rows, more than 50,000"),
        (b'model_id,name\ngpt-5,"open\n', "models.csv", "this is no CSV"),
        (b"model_id,model_id\na,b\n", "models.csv", "two columns with the name model_id"),
        (
            b"colour,size\nred,1\n",
            "models.csv",
            "no column that looks like a model's id. It has colour, size",
        ),
        (b"[" * 100_000, "m.json", "nested too deeply"),
        (b'[{"a": 1, "a": 2}]', "m.json", "repeats the key 'a'"),
        (b'[{"a": NaN}]', "m.json", "holds a number that is none"),
        (b'[{"a": ' + b"9" * 5000 + b"}]", "m.json", "holds a number"),
        (b'{"a": 3}', "m.json", "holds no list of models"),
        (b"[1,", "m.json", "line 1: this is no JSON"),
        (b"3", "m.json", "holds no list of models"),
        (b"a: &x [1]\nb: *x\n", "m.yaml", "line 1: anchors and aliases"),
        (b"a: *x\n", "m.yaml", "anchors and aliases"),
        (b"[" * 1000, "m.yaml", "nested too deeply"),
        (b"!!python/object/apply:os.system ['true']\n", "m.yaml", "no YAML that is read here"),
        (b"a: 1\na: 2\n", "m.yaml", "line 2: .* comes twice"),
        (b"a: 2025-99-99\n", "m.yaml", "holds a date, number or key"),
        (b"? [1]\n: 2\n", "m.yaml", "found unhashable key|cannot be read"),
        (b"a: 1\n--- \nb: 2\n", "m.yaml", "no YAML"),
        (b"a: \x07\n", "m.yaml", "is no YAML"),
        (b"model_list: 3\n", "m.yaml", "model_list is no list"),
        (b"model_list: []\n", "m.yaml", "no rows"),
        (b"SQLite format 3\x00", "models.db", "is none of .csv, .tsv, .json, .yaml, .yml"),
    ],
)
def test_a_hostile_file_is_one_sentence(content, name, words):
    assert re.search(words, refused(content, name))


def test_a_billion_laughs_is_refused_before_anything_is_built():
    lines = ["a: &a [lol,lol,lol,lol,lol,lol,lol,lol,lol]"]
    lines += [f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    assert "anchors and aliases" in refused("\n".join(lines), "m.yaml")


def test_names_of_files_show_no_folder_and_no_markup():
    assert refused("x", "../../etc/pass\nwd.txt").startswith("pass\\nwd.txt is none of")


def test_litellms_entries_find_their_providers(tmp_path):
    file = tmp_path / "providers.toml"
    file.write_text(
        '[providers.openrouter]\nkind = "openrouter"\n'
        '[providers.house]\nkind = "openai-compatible"\nbase_url = "http://gateway.internal:4000/v1"\n',
        encoding="utf-8",
    )
    providers = known(providers_of(file))
    entries = [
        ("fast", {"model": "openai/gpt-5-mini"}),
        ("gpt-5", {"model": "openai/gpt-5"}),
        ("smart", {"model": "anthropic/claude-opus-5"}),
        ("gemini", {"model": "gemini/gemini-3-pro"}),
        ("bare", {"model": "gpt-4o"}),
        ("router", {"model": "openrouter/qwen/qwen-3"}),
        ("own", {"model": "openai/llama", "api_base": "http://user:secret@gateway.internal:4000"}),
        ("fast", {"model": "openai/gpt-5-mini", "api_key": "sk-second"}),
        ("elsewhere", {"model": "openai/x", "api_base": "http://me:secret@other:1/v1?key=secret"}),
        ("variable", {"model": "openai/x", "api_base": "os.environ/BASE"}),
        ("bedrock", {"model": "bedrock/anthropic.claude-3"}),
        ("all", {"model": "openai/*"}),
        ("none", {}),
    ]
    config = {"model_list": [{"model_name": name, "litellm_params": params} for name, params in entries]}
    config["model_list"] += ["text"]
    info = {"input_cost_per_token": 0.000002, "output_cost_per_token": 8e-06, "display_name": "Five"}
    config["model_list"][1]["model_info"] = info
    reading = read(json.dumps(config), "config.json", providers=providers)
    assert {m.universal_model_id: (m.provider, m.display_name, m.enabled) for m in reading.models} == {
        "gpt-5-mini": ("openai", "fast", True),
        "gpt-5": ("openai", "Five", True),
        "claude-opus-5": ("anthropic", "smart", True),
        "gemini-3-pro": ("google", "gemini", True),
        "gpt-4o": ("openai", "bare", True),
        "openrouter/qwen/qwen-3": ("openrouter", "router", True),
        "house/llama": ("house", "own", True),
    }
    price = reading.models[1].price
    assert (str(price.input), str(price.output)) == ("2", "8")
    assert [(one.row, one.rule) for one in reading.left] == [
        (8, "repeat"),
        (9, "unknown-provider"),
        (10, "unknown-provider"),
        (11, "unknown-provider"),
        (12, "wildcard"),
        (13, "no-id"),
        (14, "no-id"),
    ]
    assert "http://other:1/v1" in reading.left[1].reason
    assert "secret" not in repr(reading)
    assert "sk-second" not in repr(reading)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2025-01-02T03:04:05Z", datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2025-01-02 03:04:05.5", datetime(2025, 1, 2, 3, 4, 5, 500_000, tzinfo=UTC)),
        ("2025-01-02T05:04:05+02:00", datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2025-01-02", datetime(2025, 1, 2, tzinfo=UTC)),
        (1735689600, datetime(2025, 1, 1, tzinfo=UTC)),
        ("1735689600000", datetime(2025, 1, 1, tzinfo=UTC)),
        (datetime(2025, 1, 2, 5, tzinfo=timezone(timedelta(hours=2))), datetime(2025, 1, 2, 3, tzinfo=UTC)),
        ("01/02/2025", None),
        (True, None),
        (float("nan"), None),
        (10**30, None),
        ("9" * 400, None),
    ],
)
def test_times_read_in_utc(value, moment):
    assert words.moment(value) == moment
