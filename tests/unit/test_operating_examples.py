"""The units and manifests of docs/operating.md fit together and fit the program: commands, settings, ports, paths, names.

Where systemd is installed, it verifies the units too.
"""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from modelsync.api.application import health_router
from modelsync.cli import commands
from modelsync.settings import Settings
from tests.support.checkout import ROOT

OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(ini|yaml)\n(.*?)^```", OPERATING, re.MULTILINE | re.DOTALL)
UNITS = dict(
    zip(
        ("modelsync.service", "modelsync-plan.service", "modelsync-plan.timer"),
        (text for kind, text in BLOCKS if kind == "ini"),
        strict=True,
    )
)
MANIFESTS = {
    one["kind"]: one
    for kind, text in BLOCKS
    if kind == "yaml"
    for one in yaml.safe_load_all(text)
    if "apiVersion" in one
}
PROGRAM = "/usr/local/bin/modelsync"
DEPLOYMENT, SERVICE, JOB = (MANIFESTS[kind]["spec"] for kind in ("Deployment", "Service", "CronJob"))
POD = DEPLOYMENT["template"]["spec"]
(SERVER,), (SCHEMA,) = POD["containers"], POD["initContainers"]
(PLAN,) = JOB["jobTemplate"]["spec"]["template"]["spec"]["containers"]


def accepted(words):
    """Whether the command line takes this command with these arguments; it runs nothing."""
    assert words[0] == "modelsync"
    command, rest = get_command(commands()), words[1:]
    while rest and rest[0] in getattr(command, "commands", {}):
        command, rest = command.commands[rest[0]], rest[1:]
    command.make_context(command.name, list(rest))
    return not hasattr(command, "commands")


def unit(name):
    parser = configparser.RawConfigParser(strict=True)
    parser.optionxform = str
    parser.read_string(UNITS[name])
    return parser


@pytest.mark.parametrize("name", ["modelsync.service", "modelsync-plan.service"])
def test_a_unit_starts_a_command_that_exists_with_settings_that_are_known(name):
    service = unit(name)["Service"]
    words = service["ExecStart"].split()
    assert words[0] == PROGRAM
    assert accepted(["modelsync", *words[1:]])
    variable, _, value = service.get("Environment", "MODELSYNC_SYNC_EVERY=off").partition("=")
    assert Settings.model_validate({variable.removeprefix("MODELSYNC_").lower(): value})
    for made in (service["User"], service["WorkingDirectory"], service["EnvironmentFile"]):
        assert made in OPERATING.partition("A server that syncs by itself")[0]


def test_the_timer_starts_the_unit_of_its_name_whose_exit_code_2_is_no_failure():
    assert "Unit" not in unit("modelsync-plan.timer")["Timer"]
    assert unit("modelsync-plan.service")["Service"]["SuccessExitStatus"] == "2"


def test_systemd_has_nothing_to_say_of_the_units(tmp_path):
    if systemd := shutil.which("systemd-analyze"):
        installed = str(Path(sys.executable).with_name("modelsync"))
        for name, text in UNITS.items():
            (tmp_path / name).write_text(text.replace(PROGRAM, installed), encoding="utf-8")
        files = [str(tmp_path / name) for name in UNITS]
        verified = subprocess.run([systemd, "verify", *files], capture_output=True, text=True, check=False)
        named = [line for line in verified.stderr.splitlines() if line.startswith("modelsync")]
        assert (verified.returncode, named) == (0, [])
    assert len(UNITS) == 3


def test_the_deployment_serves_what_the_image_serves():
    assert "command" not in SERVER
    (port,) = SERVER["ports"]
    exposed = re.search(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE)
    assert [port["containerPort"], SERVICE["ports"][0]["targetPort"]] == [int(exposed[1])] * 2
    probe = SERVER["readinessProbe"]["httpGet"]
    assert probe["port"] == port["containerPort"]
    assert probe["path"] in [route.path for route in health_router.routes]
    started = yaml.safe_load(re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[1])
    assert accepted(started)
    assert DEPLOYMENT["selector"]["matchLabels"] == DEPLOYMENT["template"]["metadata"]["labels"]
    assert SERVICE["selector"] == DEPLOYMENT["selector"]["matchLabels"]


def test_the_manifests_run_commands_that_exist_with_settings_and_one_secret_that_are_known():
    assert accepted(SCHEMA["command"])
    shell, flag, line = PLAN["command"]
    assert (shell, flag) == ("sh", "-c")
    command, _, otherwise = line.partition(" || ")
    assert accepted(command.split())
    assert otherwise == "[ $? -eq 2 ]"
    settings = {one["name"].removeprefix("MODELSYNC_").lower(): one["value"] for one in SERVER["env"]}
    assert Settings.model_validate(settings).sync_every
    secrets = {one["envFrom"][0]["secretRef"]["name"] for one in (SERVER, SCHEMA, PLAN)}
    assert secrets == {"model-sync"}
    assert "kubectl create secret generic model-sync --from-env-file=model-sync.env" in OPERATING


@pytest.mark.parametrize(("exit_code", "ended"), [(0, 0), (2, 0), (1, 1)])
def test_the_job_fails_for_an_error_alone(exit_code, ended):
    line = PLAN["command"][2].replace("modelsync plan openai", f"(exit {exit_code})")
    assert subprocess.run(["sh", "-c", line], check=False).returncode == ended


def test_the_containers_volume_is_where_the_image_keeps_its_database():
    assert "-v model-sync:/data " in OPERATING
    for line in ("VOLUME /data", "WORKDIR /data", "ENV DATABASE_URL=sqlite:////data/modelsync.db"):
        assert line in DOCKERFILE
