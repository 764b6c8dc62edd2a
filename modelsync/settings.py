"""Settings, read once from the environment and `.env`; nothing else in the package looks at either.

A variable that is set but empty counts as unset. Keys are secrets: they are never shown, logged or stored.
"""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Annotated, Self

from dotenv import dotenv_values
from pydantic import Field, PrivateAttr, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from modelsync.actors import LOCAL, Actor
from modelsync.errors import SettingsError

ENV_FILE = Path(".env")
DEFAULT_DATABASE_URL = "sqlite:///modelsync.db"


class Settings(BaseSettings):
    """Everything an operator can set; the README's table describes each variable."""

    model_config = SettingsConfigDict(
        env_prefix="MODELSYNC_", env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    database_url: str = Field(default=DEFAULT_DATABASE_URL, validation_alias="DATABASE_URL", repr=False)
    pricing_dir: Path = Path(__file__).parents[1] / "pricing"
    plan_max_age: Annotated[int, Field(gt=0, description="hours")] = 24
    keep_plans: Annotated[int, Field(ge=1, description="closed plans kept per provider")] = 20
    fetch_timeout: Annotated[float, Field(gt=0, le=600, description="seconds for one listing")] = 60.0
    retry_backoff: Annotated[float, Field(ge=0, le=60, description="seconds before the first retry")] = 0.5
    enable_new_models: bool = False
    max_archive_share: Annotated[float, Field(ge=0, le=1, description="of ten active models or more")] = 0.3
    max_archive_share_of_few: Annotated[float, Field(ge=0, le=1, description="of fewer than ten")] = 0.5
    max_price_factor: Annotated[float, Field(ge=1, description="times, up or down")] = 3.0
    max_listing_shrink: Annotated[float, Field(ge=0, le=1, description="share that may be missing")] = 0.3

    _variables: dict[str, str] = PrivateAttr(default_factory=dict)

    @classmethod
    def read(cls, **overrides: object) -> Self:
        """The settings from `.env` and the environment, which wins.

        Raises SettingsError with one sentence that names the variable; its value is not shown.
        """
        try:
            return cls(_env_file=ENV_FILE, _env_file_encoding="utf-8", **overrides)  # type: ignore[arg-type]  # mypy cannot see pydantic-settings' own arguments
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0])
            variable = name if name.isupper() else f"MODELSYNC_{name.upper()}"
            raise SettingsError(f"{variable} is not usable: {first['msg']}. Correct or unset it.") from None
        except UnicodeDecodeError as error:
            raise SettingsError(f"{ENV_FILE} is not UTF-8 text. Save it as UTF-8.") from error

    def model_post_init(self, _context: object) -> None:
        """Keep the variables that providers name themselves."""
        files = dotenv_values(ENV_FILE) if ENV_FILE.is_file() else {}
        self._variables.update({name: value for name, value in {**files, **os.environ}.items() if value})

    @field_validator("database_url")
    @classmethod
    def _with_psycopg(cls, url: str) -> str:
        for prefix in ("postgres://", "postgresql://"):
            if url.startswith(prefix):
                return "postgresql+psycopg://" + url.removeprefix(prefix)
        return url

    def variable(self, name: str) -> str | None:
        """The value of any other variable, such as a provider's base URL; None when unset or empty."""
        value = self._variables.get(name, "").strip()
        return value or None

    def secret(self, *names: str) -> SecretStr | None:
        """The first of these variables that is set, as a secret; None when none is."""
        for name in names:
            if value := self.variable(name):
                return SecretStr(value)
        return None

    def with_variables(self, **variables: str) -> Self:
        """A copy in which these variables have these values (the demo)."""
        copy = self.model_copy()
        copy._variables = {**self._variables, **variables}  # noqa: SLF001 - its own class
        return copy


def local_actor() -> Actor:
    """Who acts while there is no login, an admin: ``local:`` and the operating system's user name."""
    try:
        return Actor(f"local:{getpass.getuser()}", "admin")
    except (KeyError, OSError):
        return LOCAL
