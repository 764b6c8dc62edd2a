"""Google's Gemini list: pages by token, names, limits and methods, no end of life. Never sends a request.

Reference: https://ai.google.dev/api/models#method:-models.list
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from modelsync.adapters.base import Adapter, NoSuchModel, Paging
from modelsync.adapters.fields import Description, Flag, Id, Name, TokenCount, TokensOrNone, WireModel, Words
from modelsync.core.models import Capability, ListedModel
from modelsync.core.providers import FilterTraits, ProviderTraits, TradeRule

_PREFIX = "models/"
_METHOD_RULES = (
    TradeRule("live", "bidiGenerateContent", "Talks live over a stream, not in text requests"),
    TradeRule("embedding", "embedContent embedText", "Produces vectors, not text"),
    TradeRule("video", "predictLongRunning", "Produces video, not text"),
    TradeRule("image", "predict", "Produces images, not text"),
    TradeRule("answer-only", "generateAnswer", "Answers from given passages only; excluded by default"),
    TradeRule("legacy-method", "generateMessage generateText", "Speaks an older method; excluded by default"),
)


def _without_prefix(name: object) -> object:
    return name.removeprefix(_PREFIX) if isinstance(name, str) else name


class _Model(WireModel):
    name: Annotated[Id, BeforeValidator(_without_prefix)]
    displayName: Name = None  # noqa: N815 - the field's name on the wire
    description: Description = None
    inputTokenLimit: TokenCount = None  # noqa: N815 - the field's name on the wire
    outputTokenLimit: TokensOrNone = None  # noqa: N815 - the field's name on the wire
    supportedGenerationMethods: Words = None  # noqa: N815 - the field's name on the wire
    thinking: Flag = None

    def writes_text(self) -> bool | None:
        """False where the model has no room for text; embeddings have 1 token, decisions 0."""
        return False if self.outputTokenLimit in {0, 1} else None

    def capabilities(self) -> dict[str, Capability]:
        found: dict[str, Capability] = {}
        if self.supportedGenerationMethods is not None:
            found["generationMethods"] = self.supportedGenerationMethods
        if self.thinking is not None:
            found["thinking"] = self.thinking
        return found


def _parse(item: dict[str, Any]) -> ListedModel:
    model = _Model.read(item)
    return ListedModel.of_read(
        universal_model_id=model.name,
        display_name=model.displayName,
        description=model.description,
        context_window=model.inputTokenLimit,
        max_output_tokens=model.outputTokenLimit or None,
        capabilities=model.capabilities(),
        writes_text=model.writes_text(),
        unreadable=model.unreadable,
    )


ADAPTER = Adapter(
    traits=ProviderTraits(
        name="google",
        label="Google",
        also_called=("Gemini", "Google AI", "Google Gemini"),
        date_is_final=False,
        filter=FilterTraits(
            families=r"gemini\d*|gemma\d*|learnlm",
            doubts_new_words=True,
            text_method="generateContent",
            method_rules=_METHOD_RULES,
        ),
    ),
    colour="#3b82f6",
    key_variables=("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    key_header="x-goog-api-key",
    bad_key_marks=("API_KEY_INVALID", "API key not valid"),  # Google answers 400, not 401
    base_url_variable="GOOGLE_GEMINI_BASE_URL",
    default_base_url="https://generativelanguage.googleapis.com",
    base_url_hint="it has no version at its end, which is GOOGLE_GENAI_API_VERSION",
    options={"GOOGLE_GENAI_API_VERSION": "v1beta"},
    path="/{GOOGLE_GENAI_API_VERSION}/models",
    query=(("pageSize", "1000"),),
    paging=Paging(parameter="pageToken", cursor_key="nextPageToken", omits_empty=True),
    list_key="models",
    id_key="name",
    id_prefix=_PREFIX,
    no_such_model=NoSuchModel("status", "NOT_FOUND", names_the_id=True),
    parse=_parse,
    litellm_provider="gemini",
    litellm_path="/{GOOGLE_GENAI_API_VERSION}",
)
