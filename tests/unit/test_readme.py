"""README and docs are true: what they name exists, their examples are accepted, and everything that exists is in them."""

import re
import shlex
import textwrap
import tomllib

import pytest
import yaml
from typer.main import get_command

import modelsync
from modelsync.adapters import REGISTRY
from modelsync.cli import commands, console
from modelsync.core.declared import Column
from modelsync.core.lifecycle import Lifecycle
from modelsync.core.model_fields import FIELDS
from modelsync.core.pricing import Pricing
from modelsync.prices.book import load_pricing
from modelsync.prices.file_format import ModelEntry, Period, PricingFile, Tier
from modelsync.settings import Settings
from modelsync.store.tables.catalogue import AiModel
from tests.support.checkout import ROOT

DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md"))
}
README = DOCUMENTS["README.md"]
REFERENCE = "\n".join(
    text for name, text in DOCUMENTS.items() if name == "README.md" or name.startswith("docs/")
)
COMMANDS = DOCUMENTS["docs/command-line.md"]
GATE = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
CLI = get_command(commands())

in_each_document = pytest.mark.parametrize("name", DOCUMENTS)


def test_the_readme_is_read_in_ten_minutes():
    assert len(README.splitlines()) <= 150


def test_the_readme_leads_to_every_document():
    for name in DOCUMENTS.keys() - {"README.md"}:
        assert f"]({name})" in README


@in_each_document
def test_every_link_leads_to_a_file_and_a_heading_that_exist(name):
    for target in re.findall(r"\]\(([^)\s]+)\)", DOCUMENTS[name]):
        if target.startswith("https://"):
            continue
        path, _, heading = target.partition("#")
        file = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        assert file.is_file(), target
        if heading:
            assert heading in anchors(file.read_text(encoding="utf-8")), target


def anchors(text):
    """The anchors that GitHub makes of headings."""
    prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_setting_is_documented_with_its_default():
    for name, field in Settings.model_fields.items():
        variable = field.validation_alias or f"MODELSYNC_{name.upper()}"
        assert f"| `{variable}` |" in REFERENCE
        if name != "pricing_dir":
            shown = "" if field.default in (None, ()) else f"`{written(field.default)}` "
            assert f"| `{variable}` | {shown}|" in REFERENCE


def written(default):
    """A default as a person sets it."""
    if isinstance(default, bool):
        return str(default).lower()
    return f"{default:g}" if isinstance(default, float) else default


def test_every_variable_that_is_documented_is_read():
    secrets = {
        f"MODELSYNC_{name}"
        for name in ("OIDC_CLIENT_SECRET", "OIDC_COOKIE_SECRET", "WEBHOOK_SECRET", "NOTIFY", "NOTIFY_FILE")
    } | {"MODELSYNC_WEBHOOK_SECRET_FILE"}
    of_tests = {
        "MODELSYNC_LISTINGS",
        "MODELSYNC_TEST_ATTEMPTS",
        "MODELSYNC_TEST_ROUNDS",
        "MODELSYNC_TEST_KILLS",
        "MODELSYNC_TEST_SCREENSHOTS",
    }
    known = {f"MODELSYNC_{name.upper()}" for name in Settings.model_fields} | secrets | of_tests
    named = set(re.findall(r"\bMODELSYNC_[A-Z_]*[A-Z]\b(?!_)", "\n".join(DOCUMENTS.values())))
    assert named <= known


def test_every_variable_of_a_provider_is_documented_with_its_default():
    for adapter in REGISTRY.values():
        assert f"| `{adapter.base_url_variable}` | `{adapter.default_base_url}` |" in REFERENCE
        files = [f"{name}_FILE" for name in adapter.key_variables]
        for variable in (*adapter.key_variables, *files, *adapter.options):
            assert f"`{variable}`" in REFERENCE


def test_every_route_is_documented_and_every_documented_route_exists():
    known = {
        f"{method} {route.path.replace('{model:path}', '{id}').replace(':path}', '}')}"
        for route in routes()
        for method in route.methods
    }
    named = re.findall(r"`((?:GET|HEAD|POST|PUT|PATCH|DELETE) /(?:(?:api/)?v1/|metrics)[^`]*)`", REFERENCE)
    assert set(named) == known | {"GET /api/v1/health", "GET /api/v1/openapi.json"}


def test_every_status_of_a_route_is_documented():
    for status in {str(status) for route in routes() for status in route.responses} - {"200", "204"}:
        assert f"\n| {status} | " in DOCUMENTS["docs/http-api.md"]


def routes():
    from modelsync.api.application import MODULES

    return [route for module in MODULES for route in module.router.routes]


def commands(group=CLI, prefix="modelsync"):
    """Every command by its full name."""
    found = {}
    for name, command in group.commands.items():
        full = f"{prefix} {name}"
        found |= commands(command, full) if hasattr(command, "commands") else {full: command}
    return found


def test_every_command_is_documented_and_every_documented_command_exists():
    groups = "|".join(name for name, command in CLI.commands.items() if hasattr(command, "commands"))
    named = set(re.findall(rf"`(modelsync (?:(?:{groups}) )?[a-z]+)", "\n".join(DOCUMENTS.values())))
    assert named == set(commands())


def test_every_option_of_the_program_is_documented():
    for parameter in CLI.params:
        assert f"`{parameter.opts[0]}`" in COMMANDS or f"`modelsync {parameter.opts[0]}`" in COMMANDS


@pytest.mark.parametrize("name", commands())
def test_every_option_is_documented_beside_its_command(name):
    rows = "\n".join(
        row for row in COMMANDS.splitlines() if row.startswith(f"| `{name} ") or f"`{name}`" in row
    )
    for parameter in commands()[name].params:
        for option in parameter.opts:
            assert not option.startswith("--") or re.search(rf"{option}\b", rows), option


def test_every_exit_code_is_documented():
    codes = {value for name, value in vars(console).items() if name.isupper() and isinstance(value, int)}
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", COMMANDS, flags=re.MULTILINE)}
    assert listed == codes | {0, 1}


def examples():
    """Every call of the command line in a code block, by document and line."""
    return {
        f"{name}: {call.strip()}": shlex.split(call)
        for name, text in DOCUMENTS.items()
        for block in re.findall(r"^ *```(?:sh|yaml)\n(.*?)^ *```", text, flags=re.MULTILINE | re.DOTALL)
        for call in re.findall(r"(?<![\w./-])modelsync ([^;|)&>#\n]*)", block)
    }


@pytest.mark.parametrize("example", examples())
def test_every_example_is_accepted_by_the_command_line(example):
    command, words = CLI, examples()[example]
    while hasattr(command, "commands"):
        command = command.commands[words[0]]
        words = words[1:]
    assert command.make_context(command.name, words)


@in_each_document
def test_every_example_in_yaml_can_be_loaded(name):
    for block in re.findall(r"^ *```yaml\n(.*?)^ *```", DOCUMENTS[name], flags=re.MULTILINE | re.DOTALL):
        assert list(yaml.safe_load_all(textwrap.dedent(block)))


def test_the_names_of_the_python_example_are_public():
    for names in re.findall(r"^from modelsync import (.+)$", DOCUMENTS["docs/python.md"], flags=re.MULTILINE):
        for name in names.split(", "):
            assert getattr(modelsync, name)


def test_the_commands_of_the_first_screen_are_those_that_are_tested():
    first_screen = README.splitlines()[:20]
    assert any(line.startswith("uv run modelsync serve") for line in first_screen)
    assert any(line.startswith("uv run pytest") for line in first_screen)
    assert "uv run pytest" in GATE


def test_the_set_up_works_where_the_systems_pip_is_guarded():
    for name in ("README.md", "CONTRIBUTING.md"):
        for line in DOCUMENTS[name].splitlines():
            assert "pip install uv" not in line or "pipx" in line or "venv" in line


def test_the_recipes_and_hooks_run_what_the_gate_runs():
    gate = re.findall(r"^(?:CI=true )?(uv run .*)$", GATE, flags=re.MULTILINE)
    recipes = (ROOT / "justfile").read_text(encoding="utf-8")
    check = re.search(r"^check:.*\n((?:    .*\n)+)", recipes, flags=re.MULTILINE)[1]
    assert [line.strip() for line in check.splitlines()] == gate
    hooks = re.findall(r"entry: (.*)", (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    ran = [" ".join(command.split()[:4]).removesuffix(" --check") for command in gate]
    assert all(hook.removesuffix(" --force-exclude") in ran for hook in hooks)


def test_the_example_of_a_pricing_file_is_a_valid_one(tmp_path):
    example = re.search(r"```json\n(.*?)```", DOCUMENTS["docs/prices.md"], flags=re.DOTALL)[1]
    (tmp_path / "openai-pricing.json").write_text(example, encoding="utf-8")
    assert load_pricing(tmp_path, "openai").entry("gpt-5.4-chat-latest")


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (PricingFile, "docs/prices.md"),
        (ModelEntry, "docs/prices.md"),
        (Period, "docs/prices.md"),
        (Tier, "docs/prices.md"),
        (Pricing, "docs/table.md"),
        (Lifecycle, "docs/table.md"),
    ],
)
def test_every_key_of_the_json_is_documented(model, name):
    for field, info in model.model_fields.items():
        key = info.alias or field
        assert re.search(rf"""[`"]{re.escape(key)}[`"]""", DOCUMENTS[name]), key


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_field_of_a_model_is_documented_once(field):
    name = "docs/command-line.md" if isinstance(field.declared, Column) else "docs/table.md"
    assert re.search(rf"""[`"]{re.escape(field.key)}[`"]""", DOCUMENTS[name])


def test_every_column_of_the_table_is_documented():
    for column in AiModel.model_fields:
        assert re.search(rf"^\| .*`{column}`.* \|", DOCUMENTS["docs/table.md"], flags=re.MULTILINE)


@in_each_document
def test_every_file_that_is_named_exists(name):
    for path in re.findall(r"`((?:[a-z_][a-z0-9_.-]*/)+(?:[a-z0-9_.-]+\.[a-z]+)?)`", DOCUMENTS[name]):
        assert any((folder / path).exists() for folder in (ROOT, ROOT / "modelsync")), path


def test_everything_that_the_walk_names_is_defined():
    source = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("modelsync/**/*.py"))
    for name in re.findall(r"`(?:\w+\.)?(\w+)\(\)`", DOCUMENTS["docs/architecture.md"]):
        assert re.search(rf"def {name}\(", source), name
    for name in re.findall(r"`([A-Z][a-z]\w*)`", DOCUMENTS["docs/architecture.md"]):
        assert re.search(rf"class {name}\b", source), name


def test_the_changelog_knows_this_version_and_its_schema():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    revision = max(path.name[:4] for path in ROOT.glob("modelsync/**/versions/[0-9]*.py"))
    assert f"\n## {version}" in DOCUMENTS["CHANGELOG.md"]
    assert revision in DOCUMENTS["CHANGELOG.md"]
