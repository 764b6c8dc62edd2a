"""`modelsync adopt` as scripts rely on it: exit codes, JSON, a sentence for what cannot be read, never a password."""

from __future__ import annotations

import json
import sqlite3

import pytest

# A command ends with its process, and leaves its database connection to that end.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")

CSV = "model_id,name,enabled,provider\ngpt-5,Our GPT,yes,openai\nclaude-opus-5,Opus,no,anthropic\nx,X,yes,nobody\n"


@pytest.fixture
def file(environment):
    (environment / "models.csv").write_text(CSV, encoding="utf-8")
    return "models.csv"


def test_a_file_is_adopted_applied_and_then_there_is_nothing_to_do(run, file):
    code, out, err = run("adopt", file)
    assert code == 2
    assert "  + gpt-5  “Our GPT”  enabled · no price" in out
    assert "  - row 3  x  No provider is called “nobody” here" in out
    assert "1 of 3 rows stay behind." in err
    code, out, _ = run("adopt", file, "--format", "json")
    found = json.loads(out)
    assert code == 2
    assert found.keys() == {"source", "rows", "plans", "left", "warnings"}
    assert [(plan["provider"], plan["newModels"][0]["displayName"]) for plan in found["plans"]] == [
        ("openai", "Our GPT"),
        ("anthropic", "Opus"),
    ]
    assert found["left"][0].keys() == {"row", "universalModelId", "provider", "rule", "reason"}
    for plan in found["plans"]:
        assert json.loads(run("apply", plan["planId"], "--all")[1])["kind"] == "adopt"
    assert run("adopt", file)[0] == 0
    assert json.loads(run("history", "--format", "json")[1])[0]["kind"] == "adopt"


def test_a_foreign_table_is_named_and_adopted_from_with_its_row_ids(run, environment, monkeypatch):
    with sqlite3.connect(environment / "theirs.db") as theirs:
        theirs.execute(
            "CREATE TABLE ai_model (id INTEGER, modelId TEXT, displayName TEXT, enabled INT, provider TEXT)"
        )
        theirs.execute("INSERT INTO ai_model VALUES (41, 'gpt-5', 'Five', 1, 'openai')")
    theirs.close()
    before = (environment / "theirs.db").read_bytes()
    monkeypatch.setenv("DATABASE_URL", "sqlite:///theirs.db")
    code, out, err = run("models")
    assert (code, out) == (1, "")
    assert "has a table ai_model of another program" in err
    assert "modelsync adopt" in err
    monkeypatch.setenv("DATABASE_URL", "sqlite:///ours.db")
    assert run("adopt", "sqlite:///theirs.db", "--keep-ids")[0] == 2
    assert run("apply", "--latest", "openai", "--all")[0] == 0
    with sqlite3.connect(environment / "ours.db") as ours:
        assert ours.execute("SELECT id, display_name, enabled FROM ai_model").fetchall() == [(41, "Five", 1)]
    ours.close()
    assert (environment / "theirs.db").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("missing.csv",), "SOURCE names missing.csv, which cannot be read: No such file"),
        (("models.csv", "--table", "x"), "--table is for a database address"),
        (("models.csv", "--map", "no.toml"), "--map names no.toml, which cannot be read"),
        (("sqlite:///none.db",), "does not exist. Check SOURCE."),
        (("https://example.com/models.csv",), "SOURCE"),
        (("mysql://me:made-up@host/db",), "is not supported"),
        (("postgresql://me:made-up@127.0.0.1:1/db",), "Check that it runs and that SOURCE is right"),
        (("postgresql://me:made@up@host/db",), "is not a database address"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_without_a_password(run, file, environment, arguments, words):
    code, out, err = run("adopt", *arguments)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert words in err
    assert "made-up" not in err
    assert "made@up" not in err
    assert "DATABASE_URL" not in err
    assert not (environment / "none.db").exists()
