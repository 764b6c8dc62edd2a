# Recipes for contributors; `just --list` shows them. `.ci/run` is the same gate on a clean machine.

_list:
    @just --list

# Format, lint and run the fast tests.
fast:
    uv run ruff format
    uv run ruff check
    uv run pytest tests/unit

# Everything that .ci/run checks, in the environment that is there.
check: _pins
    uv run ruff format --check
    uv run ruff check
    uv run mypy
    uv run lint-imports
    uv run deptry .
    uv run pytest -n 3 --dist loadfile --no-loadscope-reorder

# The unit tests with the lowest versions that pyproject.toml admits.
floors:
    #!/usr/bin/env bash
    set -euo pipefail
    floors=$(mktemp -d)
    trap 'rm -rf "$floors"' EXIT
    uv pip compile pyproject.toml --quiet --resolution lowest-direct -o "$floors/versions.txt"
    uv venv --quiet "$floors/venv"
    export VIRTUAL_ENV="$floors/venv"
    uv pip install --quiet -r "$floors/versions.txt" pytest hypothesis respx
    uv pip install --quiet --no-deps --editable .
    "$floors/venv/bin/pytest" tests/unit

# The dashboard on sample data, at http://127.0.0.1:8501/?demo=1
demo:
    uv run modelsync demo
    uv run modelsync serve

# The requirements files are what pyproject.toml asks for.
_pins:
    #!/usr/bin/env bash
    set -euo pipefail
    pins=$(mktemp -d)
    trap 'rm -rf "$pins"' EXIT
    cp requirements.txt requirements-build.txt "$pins"
    .ci/pin "$pins"
    for file in requirements.txt requirements-build.txt; do diff -u "$file" "$pins/$file"; done
