"""The exported file in the real LiteLLM: every kind of provider is one that it knows, and it bills by our prices."""

from __future__ import annotations

import json
import os
import subprocess
from decimal import Decimal

from modelsync.adapters import REGISTRY
from modelsync.adapters.presets import PRESETS
from modelsync.core.pricing import Tier
from tests.support.catalogue import fill
from tests.support.configured_lists import toml
from tests.support.models import price, retiring, stored

LITELLM = "litellm==1.110.2"  # raise it at will: what it is asked is its public interface

READ = """
import json, sys, warnings
warnings.simplefilter("ignore")
import litellm, yaml

def cost(name, tokens):
    usage = litellm.Usage(prompt_tokens=tokens, completion_tokens=100, total_tokens=tokens + 100)
    answer = router.completion(name, [{"role": "user", "content": "x"}], mock_response="y")
    answer.usage = usage
    return litellm.completion_cost(answer, model=answer._hidden_params["model_id"])

models = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))["model_list"]
router = litellm.Router(model_list=models)
print(json.dumps({
    "providers": {m["model_name"]: litellm.get_llm_provider(**{
        "model": m["litellm_params"]["model"], "api_base": m["litellm_params"].get("api_base")})[:2] for m in models},
    "deployments": [d["model_name"] for d in router.get_model_list()],
    "infos": {d["model_name"]: d["model_info"] for d in router.get_model_list()},
    "costs": [cost("gpt-test", 1000), cost("gpt-test", 300_000)],
}))
"""


def test_litellm_loads_the_export_and_bills_by_it(new_service, environment):
    kinds = {kind: {"kind": kind, "base_url": f"https://{kind}.example/v1"} for kind in PRESETS}
    toml(**kinds, second={"kind": "google", "key_variable": "SECOND_KEY"})
    service = new_service()
    above = Tier(above_tokens=200_000, input=Decimal("2.5"), output=Decimal(15))
    fill(
        service.database,
        *(stored(f"{kind}/org/m-1", kind, provider_model_id="org/m-1", enabled=True) for kind in kinds),
        *(stored(f"{name}-own", name, enabled=True) for name in REGISTRY),
        stored("second/gemini-x", "second", provider_model_id="gemini-x", enabled=True),
        stored("gpt-test", enabled=True, pricing=price("1.25", "10", tiers=(above,)), lifecycle=retiring(30)),
        stored("gpt-off"),
    )
    config = service.litellm_config()
    (environment / "config.yaml").write_text(config.text, "utf-8")
    assert config.left_out == ()

    found = read_by_litellm(environment)
    names = {name: kind for name, (_, kind) in found["providers"].items()}
    assert set(found["deployments"]) == set(names)
    assert "gpt-off" not in names
    for kind, preset in PRESETS.items():
        assert found["providers"][f"{kind}/org/m-1"] == ["org/m-1", preset.litellm]
    assert found["providers"]["google-own"] == ["google-own", "gemini"]
    assert found["providers"]["second/gemini-x"] == ["gemini-x", "gemini"]
    assert found["providers"]["anthropic-own"] == ["anthropic-own", "anthropic"]
    assert found["infos"]["gpt-test"]["deprecation_date"] == retiring(30).retires_at.isoformat()
    below, over = found["costs"]
    assert round(below, 12) == round(1000 * 1.25e-6 + 100 * 10e-6, 12)
    assert round(over, 12) == round(300_000 * 2.5e-6 + 100 * 15e-6, 12)


def read_by_litellm(folder):
    command = ["uv", "run", "--quiet", "--no-project", "--isolated", "--with", LITELLM, "python", "-c", READ]
    # Its own price map: the newest one would be fetched.
    environ = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    done = subprocess.run(
        [*command, "config.yaml"],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
