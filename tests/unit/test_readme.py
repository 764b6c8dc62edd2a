"""The README is true: every command, setting and example in it exists, and every setting is in it."""

import re

from modelsync.adapters import REGISTRY
from modelsync.settings import Settings
from tests.support.checkout import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_readme_with_its_default():
    for name, field in Settings.model_fields.items():
        variable = field.validation_alias or f"MODELSYNC_{name.upper()}"
        assert f"| `{variable}` |" in README
        if name != "pricing_dir":
            default = field.default
            shown = (
                str(default).lower()
                if isinstance(default, bool)
                else f"{default:g}"
                if isinstance(default, float)
                else default
            )
            assert f"| `{variable}` | {f'`{shown}` ' if default not in (None, ()) else ''}|" in README


def test_every_variable_of_a_provider_is_in_the_readme_with_its_default():
    for adapter in REGISTRY.values():
        assert f"| `{adapter.base_url_variable}` | `{adapter.default_base_url}` |" in README
        files = [f"{name}_FILE" for name in adapter.key_variables]
        for variable in (*adapter.key_variables, *files, *adapter.options):
            assert f"`{variable}`" in README


def test_every_address_of_the_api_is_in_the_readme():
    from modelsync.api.catalogue import router as catalogue
    from modelsync.api.plans import router as plans
    from modelsync.api.runs import router as runs

    for route in (*catalogue.routes, *plans.routes, *runs.routes):
        for method in route.methods:
            assert f"`{method} {route.path.replace('{model:path}', '{id}')}`" in README


def test_every_command_in_the_readme_exists_and_every_command_is_in_it():
    from modelsync.cli import app

    groups = {"": app} | {f"{group.name} ": group.typer_instance for group in app.registered_groups}
    known = {
        f"modelsync {prefix}{command.name or command.callback.__name__}"
        for prefix, group in groups.items()
        for command in group.registered_commands
    }
    named = set(re.findall(rf"`(modelsync (?:{'|'.join(filter(None, groups))})?[a-z]+)", README))
    assert named == known


def test_the_commands_of_the_first_screen_are_those_that_are_tested():
    first_screen = README.splitlines()[:20]
    assert any(line.startswith("uv run streamlit run app.py") for line in first_screen)
    assert any(line.startswith("uv run pytest") for line in first_screen)
    assert "uv run pytest" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
