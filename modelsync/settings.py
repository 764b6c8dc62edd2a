"""Settings, read once from the environment and `.env`; nothing else in the package looks at either.

A variable that is set but empty counts as unset. Keys are secrets: they are never shown, logged or stored.
"""

from __future__ import annotations

import getpass
import ipaddress
import os
import re
from pathlib import Path
from typing import Annotated, Self

from dotenv import dotenv_values
from pydantic import Field, PrivateAttr, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from modelsync import shipped
from modelsync.core import login_settings
from modelsync.core.actors import LOCAL, Actor
from modelsync.core.kinds import clean_text
from modelsync.errors import SettingsError

ENV_FILE = Path(".env")
DEFAULT_DATABASE_URL = "sqlite:///modelsync.db"
_SECRET_BYTES = 64_000
_OIDC_CLIENT_SECRET = "MODELSYNC_OIDC_CLIENT_SECRET"  # noqa: S105 - the variable's name
_OIDC_COOKIE_SECRET = "MODELSYNC_OIDC_COOKIE_SECRET"  # noqa: S105 - the variable's name
_USER_NAME_LENGTH = 200
_HOST_NAME = re.compile(r"(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?")


_Words = Annotated[tuple[str, ...], NoDecode]
"""A list, written with commas between its words."""


class Settings(BaseSettings):
    """Everything an operator can set; the README's table describes each variable."""

    model_config = SettingsConfigDict(
        env_prefix="MODELSYNC_", env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    database_url: str = Field(default=DEFAULT_DATABASE_URL, validation_alias="DATABASE_URL", repr=False)
    pricing_dir: Path = shipped.PRICING
    plan_max_age: Annotated[int, Field(gt=0, le=100_000, description="hours")] = 24
    keep_plans: Annotated[int, Field(ge=1, description="closed plans kept per provider")] = 20
    fetch_timeout: Annotated[float, Field(gt=0, le=600, description="seconds for one listing")] = 60.0
    retry_backoff: Annotated[float, Field(ge=0, le=60, description="seconds before the first retry")] = 0.5
    enable_new_models: bool = False
    max_archive_share: Annotated[float, Field(ge=0, le=1, description="of ten active models or more")] = 0.3
    max_archive_share_of_few: Annotated[float, Field(ge=0, le=1, description="of fewer than ten")] = 0.5
    max_price_factor: Annotated[float, Field(ge=1, description="times, up or down")] = 3.0
    require_login: bool = False
    admins: _Words = ()
    viewers: _Words = ()
    allowed_hosts: _Words = ()
    oidc_client_id: str | None = None
    oidc_server_metadata_url: str | None = None
    oidc_redirect_uri: str | None = None
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
            why = first["msg"].removeprefix("Value error, ")
            raise SettingsError(f"{variable} is not usable: {why}. Correct or unset it.") from None
        except UnicodeDecodeError as error:
            raise SettingsError(f"{ENV_FILE} is not UTF-8 text. Save it as UTF-8.") from error
        except OSError as error:
            raise SettingsError(
                f"{ENV_FILE} cannot be read: {error.strerror}. Correct its permissions, or remove it."
            ) from error

    def model_post_init(self, _context: object) -> None:
        """Keep the variables that providers name themselves."""
        for source in (dotenv_values(ENV_FILE) if ENV_FILE.is_file() else {}, os.environ):
            self._variables.update({name: value for name, value in source.items() if value})

    @field_validator("database_url")
    @classmethod
    def _with_psycopg(cls, url: str) -> str:
        for prefix in ("postgres://", "postgresql://"):
            if url.startswith(prefix):
                return "postgresql+psycopg://" + url.removeprefix(prefix)
        return url

    @field_validator("admins", "viewers", "allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(word.lower() for part in value.split(",") if (word := part.strip()))
        return value

    @field_validator("admins", "viewers")
    @classmethod
    def _with_at(cls, entries: tuple[str, ...]) -> tuple[str, ...]:
        for entry in entries:
            if "@" not in entry:
                raise ValueError(f"{entry} is neither an address nor a domain such as @example.com")
        return entries

    @field_validator("allowed_hosts")
    @classmethod
    def _host_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        bare = tuple(name.removeprefix("[").removesuffix("]") for name in names)
        for name in bare:
            if not _HOST_NAME.fullmatch(name) and not _is_ip(name):
                raise ValueError(
                    f"{name} is no host name; write it without scheme and port, such as models.example.com or *.example.com"
                )
        return bare

    def oidc(self) -> dict[str, str] | None:
        """How people sign in, as Streamlit's secrets want it; None when nothing of it is set.

        Raises SettingsError when only a part is set.
        """
        secrets = {name: self.secret(name) for name in (_OIDC_CLIENT_SECRET, _OIDC_COOKIE_SECRET)}
        found = {
            "MODELSYNC_OIDC_CLIENT_ID": self.oidc_client_id,
            "MODELSYNC_OIDC_SERVER_METADATA_URL": self.oidc_server_metadata_url,
            "MODELSYNC_OIDC_REDIRECT_URI": self.oidc_redirect_uri,
            **{name: secret.get_secret_value() if secret else None for name, secret in secrets.items()},
        }
        if not any(found.values()):
            return None
        auth = {name.removeprefix("MODELSYNC_OIDC_").lower(): value or "" for name, value in found.items()}
        if wrong := login_settings.mistake(auth, lambda name: f"MODELSYNC_OIDC_{name.upper()}"):
            raise SettingsError(wrong)
        return auth

    def variable(self, name: str) -> str | None:
        """The value of any other variable, such as a provider's base URL; None when unset or empty."""
        value = self._variables.get(name, "").strip()
        return value or None

    def secret(self, *names: str) -> SecretStr | None:
        """The first of these variables that is set, or the content of the file that ``NAME_FILE`` names; None without any.

        The file is read each time, so that a new key needs no new start. Raises SettingsError, never with any content.
        """
        for name in names:
            value, path = self.variable(name), self.variable(f"{name}_FILE")
            if value and path:
                raise SettingsError(f"{name} and {name}_FILE are both set. Unset one of them.")
            if value or path:
                return SecretStr(value or _secret_in(f"{name}_FILE", Path(path or "")))
        return None

    def names_secret(self, *names: str) -> bool:
        """Whether any of these variables, or of their files, is set; whether the file can be used is not looked at."""
        return any(self.variable(name) or self.variable(f"{name}_FILE") for name in names)

    def with_variables(self, **variables: str) -> Self:
        """A copy in which these variables have these values (the demo)."""
        copy = self.model_copy()
        copy._variables = {**self._variables, **variables}  # noqa: SLF001 - its own class
        return copy


def _secret_in(variable: str, path: Path) -> str:
    """The text in a file that holds a key and nothing else. Raises SettingsError."""
    try:
        with path.open("rb") as file:
            content = file.read(_SECRET_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "that is no path"
        raise SettingsError(f"{variable} names {path}, which cannot be read: {reason}. Correct it.") from None
    try:
        text = content.decode("utf-8").strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(content) > _SECRET_BYTES or not text.isprintable():
        raise SettingsError(
            f"{variable} names {path}, which is empty, too large or no text. Put the key into it, and nothing else."
        )
    return text


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def local_actor() -> Actor:
    """Who acts while there is no login, an admin: ``local:`` and the operating system's user name."""
    try:
        name = clean_text(_user_name())[:_USER_NAME_LENGTH]
    except (KeyError, OSError):
        name = ""
    return Actor(f"local:{name}", "admin") if name else LOCAL


def _user_name() -> str:
    """The name that belongs to the process; what LOGNAME says only where the system does not tell (Windows)."""
    try:
        import pwd  # noqa: PLC0415 - not on Windows
    except ImportError:
        return getpass.getuser()
    return pwd.getpwuid(os.getuid()).pw_name
