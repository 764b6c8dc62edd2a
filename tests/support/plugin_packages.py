"""Packages that add kinds of providers, installed without a network: the module and the metadata that a wheel would bring."""

from __future__ import annotations

import re
import sys
import tomllib

from tests.support.checkout import ROOT


def installed(folder, pyproject, modules):
    """Put a package on the path of this process, as an installer would from its `pyproject.toml`."""
    project = tomllib.loads(pyproject)["project"]
    for name, code in modules.items():
        (folder / f"{name}.py").write_text(code, "utf-8")
    metadata = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", "utf-8"
    )
    lines = []
    for group, points in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {target}" for name, target in points.items())]
    (metadata / "entry_points.txt").write_text("\n".join([*lines, ""]), "utf-8")


def one_module(folder, kind, code, target="ADAPTER"):
    """A package of one module that adds one kind."""
    module = f"modelsync_{kind}"
    sys.modules.pop(module, None)
    pyproject = (
        f'[project]\nname = "modelsync-{kind}"\nversion = "1.0"\n[project.entry-points."modelsync.providers"]\n'
        f'{kind} = "{module}:{target}"\n'
    )
    installed(folder, pyproject, {module: code})


def documented():
    """The package in the documentation: its `pyproject.toml`, its module, and the table of its provider."""
    text = (ROOT / "docs" / "providers.md").read_text("utf-8")
    section = text.partition("### A package that adds a kind")[2].partition("\n## ")[0]
    return re.findall(r"```(?:toml|python)\n(.*?)```", section, flags=re.DOTALL)
