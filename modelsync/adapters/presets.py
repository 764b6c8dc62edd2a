"""The servers that speak OpenAI's list, as data: address, key variable, label, colour, unit of prices, quirks. Reads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from modelsync.adapters.list_prices import PriceUnit

ANY: Final = "openai-compatible"
"""The kind of a server that has no preset."""


@dataclass(frozen=True, kw_only=True)
class Preset:
    """One kind of compatible server. Without ``base_url`` the file must say it; without ``key_variable`` no key is sent.

    ``untrusted`` are fields that the server sends without meaning them. ``litellm`` is what LiteLLM calls such a provider
    (https://docs.litellm.ai/docs/providers). ``tried`` is False where no recorded list was
    at hand, only the server's documentation.
    """

    label: str
    base_url: str | None = None
    key_variable: str | None = None
    key_header: str = "Authorization"
    key_prefix: str = "Bearer "
    hint: str = "it usually ends in /v1"
    price_unit: PriceUnit | None = None
    untrusted: frozenset[str] = frozenset()
    litellm: str = "openai"
    tried: bool = True


_REQUEST_TIME: Final = frozenset({"released_at"})
"""The release time is the time of the request."""

PRESETS: Final[dict[str, Preset]] = {
    ANY: Preset(label="OpenAI-compatible"),
    "openrouter": Preset(
        label="OpenRouter",
        base_url="https://openrouter.ai/api/v1",
        key_variable="OPENROUTER_API_KEY",
        price_unit="token",
        litellm="openrouter",
    ),
    "mistral": Preset(
        label="Mistral",
        base_url="https://api.mistral.ai/v1",
        key_variable="MISTRAL_API_KEY",
        untrusted=_REQUEST_TIME,
        litellm="mistral",
    ),
    "groq": Preset(
        label="Groq",
        base_url="https://api.groq.com/openai/v1",
        key_variable="GROQ_API_KEY",
        price_unit="token",
        litellm="groq",
    ),
    "deepseek": Preset(
        label="DeepSeek",
        base_url="https://api.deepseek.com",
        key_variable="DEEPSEEK_API_KEY",
        hint="it has no version at its end",
        litellm="deepseek",
    ),
    "together": Preset(
        label="Together",
        base_url="https://api.together.xyz/v1",
        key_variable="TOGETHER_API_KEY",
        price_unit="million",
        litellm="together_ai",
    ),
    "xai": Preset(
        label="xAI", base_url="https://api.x.ai/v1", key_variable="XAI_API_KEY", litellm="xai", tried=False
    ),
    "cerebras": Preset(
        label="Cerebras",
        base_url="https://api.cerebras.ai/v1",
        key_variable="CEREBRAS_API_KEY",
        litellm="cerebras",
    ),
    "ollama": Preset(label="Ollama", base_url="http://localhost:11434/v1", tried=False),
    "vllm": Preset(
        label="vLLM",
        base_url="http://localhost:8000/v1",
        untrusted=_REQUEST_TIME,
        litellm="hosted_vllm",
        tried=False,
    ),
    "lm-studio": Preset(
        label="LM Studio", base_url="http://localhost:1234/v1", litellm="lm_studio", tried=False
    ),
    "litellm": Preset(
        label="LiteLLM",
        base_url="http://localhost:4000/v1",
        key_variable="LITELLM_API_KEY",
        untrusted=_REQUEST_TIME,
        litellm="litellm_proxy",
        tried=False,
    ),
    # https://learn.microsoft.com/azure/ai-foundry/openai/latest: each resource has an address of its own.
    "azure-openai": Preset(
        label="Azure OpenAI",
        key_variable="AZURE_OPENAI_API_KEY",
        key_header="api-key",
        key_prefix="",
        hint="it ends in /openai/v1",
        tried=False,
    ),
}
