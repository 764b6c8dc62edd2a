"""Settings, read once from the environment and `.env`; nothing else in the package looks at either.

A variable that is set but empty counts as unset. Keys are secrets: they are never shown, logged or stored.
"""

from __future__ import annotations

import getpass
import ipaddress
import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from modelsync import shipped
from modelsync.core import login_settings
from modelsync.core.actors import LOCAL, Actor
from modelsync.core.intervals import interval
from modelsync.core.kinds import clean_text, is_web_address
from modelsync.core.schedule import SHORTEST
from modelsync.errors import SettingsError
from modelsync.variables import Found, holds_its_name, key_in_file, read_variables, refuse_unknown, stripped

DEFAULT_DATABASE_URL = "sqlite:///modelsync.db"
_OIDC_CLIENT_SECRET = "MODELSYNC_OIDC_CLIENT_SECRET"  # noqa: S105 - the variable's name
_OIDC_COOKIE_SECRET = "MODELSYNC_OIDC_COOKIE_SECRET"  # noqa: S105 - the variable's name
_SECRETS = (_OIDC_CLIENT_SECRET, _OIDC_COOKIE_SECRET, "MODELSYNC_WEBHOOK_SECRET", "MODELSYNC_NOTIFY")
_LISTS = ("admins", "viewers", "allowed_hosts")
_REFERENCES = ("genai_prices", "litellm_prices", "models_dev", "deprecations")
_USER_NAME_LENGTH = 200
_HOST_NAME = re.compile(r"(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?")
_BETWEEN_ADDRESSES = re.compile(r"[\s,;]+")
_BETWEEN_HOSTS = re.compile(r"[\r\n,;]+")
_ENTRY = re.compile(r"[^\s@,;:\"<>()\[\]\\*]*@(?:[^\W_](?:[\w-]*[^\W_])?\.)*[^\W_](?:[\w-]*[^\W_])?")
_SCHEMA_NAME = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Settings(BaseModel):
    """Everything an operator can set; the README's table describes each variable."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    database_url: str = Field(default=DEFAULT_DATABASE_URL, validation_alias="DATABASE_URL", repr=False)
    database_schema: Annotated[str | None, Field(description="of PostgreSQL, for our tables alone")] = None
    pricing_dir: Path = shipped.PRICING
    providers: Annotated[Path | None, Field(description="file of further providers")] = None
    plan_max_age: Annotated[int, Field(gt=0, le=100_000, description="hours")] = 24
    keep_plans: Annotated[int, Field(ge=1, description="closed plans kept per provider")] = 20
    fetch_timeout: Annotated[float, Field(gt=0, le=600, description="seconds for one listing")] = 60.0
    retry_backoff: Annotated[float, Field(ge=0, le=60, description="seconds before the first retry")] = 0.5
    enable_new_models: bool = False
    max_archive_share: Annotated[float, Field(ge=0, le=1, description="of ten active models or more")] = 0.3
    max_archive_share_of_few: Annotated[float, Field(ge=0, le=1, description="of fewer than ten")] = 0.5
    max_price_factor: Annotated[float, Field(ge=1, description="times, up or down")] = 3.0
    require_login: bool = False
    admins: tuple[str, ...] = ()
    viewers: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    oidc_client_id: str | None = None
    oidc_server_metadata_url: str | None = None
    oidc_redirect_uri: str | None = None
    genai_prices: str | None = None
    litellm_prices: str | None = None
    models_dev: str | None = None
    deprecations: str | None = None
    max_listing_shrink: Annotated[float, Field(ge=0, le=1, description="share that may be missing")] = 0.3
    sync_every: timedelta | None = None
    digest: Literal["off", "daily", "weekly"] = "off"
    public_url: str | None = None
    webhook_url: str | None = Field(default=None, repr=False)

    _variables: dict[str, str] = PrivateAttr(default_factory=dict)

    @classmethod
    def read(cls, **overrides: object) -> Self:
        """The settings from `.env` and the environment, which wins.

        Raises SettingsError with one sentence that names the variable; its value is not shown.
        """
        found = read_variables()
        variables = {name: _variable_of(name) for name in cls.model_fields}
        refuse_unknown(found, {*variables.values(), *_SECRETS, *(f"{name}_FILE" for name in _SECRETS)})
        given = {
            name: found[v].value for name, v in variables.items() if v in found and name not in overrides
        }
        try:
            return cls.model_validate({**given, **overrides}, context=found)
        except ValidationError as error:
            raise _mistake(error, found) from None

    def model_post_init(self, found: Mapping[str, Found] | None) -> None:
        """Keep the variables that providers name themselves."""
        if found is None:
            found = read_variables()
        self._variables.update({name: one.value for name, one in found.items()})

    @field_validator("*", mode="before")
    @classmethod
    def _on_one_line(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, str) and info.field_name not in _LISTS and _CONTROL.search(value):
            raise ValueError("it holds a line break or another control character")
        return value

    @field_validator("database_url")
    @classmethod
    def _with_psycopg(cls, url: str) -> str:
        for prefix in ("postgres://", "postgresql://"):
            if url.startswith(prefix):
                return "postgresql+psycopg://" + url.removeprefix(prefix)
        return url

    @field_validator("database_schema")
    @classmethod
    def _schema_name(cls, name: str | None) -> str | None:
        if name is not None and not _SCHEMA_NAME.fullmatch(name):
            raise ValueError(
                "it is no name of a schema; use lower-case letters, digits and _ (63 at most), not pg_ at the start"
            )
        return name

    @field_validator(*_REFERENCES)
    @classmethod
    def _origin(cls, value: str | None) -> str | None:
        scheme, separator, rest = (value or "").partition("://")
        if separator and (scheme.lower() not in {"http", "https", "file"} or not rest):
            raise ValueError("it is neither an https or http address, nor a file, nor off")
        return value

    @field_validator("sync_every", mode="before")
    @classmethod
    def _every(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if value.lower() == "off":
            return None
        every = interval(value)
        if every < SHORTEST:
            raise ValueError("it is shorter than a minute; write 1m or more, such as 6h, or off")
        return every

    @field_validator("digest", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("public_url", "webhook_url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        if url is not None and not is_web_address(url):
            raise ValueError("it is no address that begins with http:// or https:// and names a host")
        return url

    @field_validator(*_LISTS, mode="before")
    @classmethod
    def _split(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, str):
            between = _BETWEEN_HOSTS if info.field_name == "allowed_hosts" else _BETWEEN_ADDRESSES
            words = (stripped(word).lower() for word in between.split(value))
            return tuple(word for word in words if word)
        return value

    @field_validator("admins", "viewers")
    @classmethod
    def _with_at(cls, entries: tuple[str, ...]) -> tuple[str, ...]:
        for entry in entries:
            if not _ENTRY.fullmatch(entry) or not entry.isprintable():
                raise ValueError(
                    f"{entry} is neither an address such as ada@example.com nor a domain such as @example.com"
                )
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
        return self._variables.get(name) or None

    def secret(self, *names: str) -> SecretStr | None:
        """The first of these variables that is set, or the content of the file that ``NAME_FILE`` names; None without any.

        The file is read each time, so that a new key needs no new start. Raises SettingsError, never with any content.
        """
        for name in names:
            value, path = self.variable(name), self.variable(f"{name}_FILE")
            if value and path:
                raise SettingsError(f"{name} and {name}_FILE are both set. Unset one of them.")
            if value and holds_its_name(value):
                raise SettingsError(f"{name} holds NAME=value. Set it to the key alone, without a name.")
            if value or path:
                return SecretStr(value or key_in_file(f"{name}_FILE", Path(path or "")))
        return None

    def secret_from(self, *names: str) -> str | None:
        """The variable that gives the secret, NAME or ``NAME_FILE``; whether its file can be used is not looked at."""
        both = (variable for name in names for variable in (name, f"{name}_FILE"))
        return next((variable for variable in both if self.variable(variable)), None)

    def with_variables(self, **variables: str) -> Self:
        """A copy in which these variables have these values (the demo)."""
        copy = self.model_copy()
        copy._variables = {**self._variables, **variables}  # noqa: SLF001 - its own class
        return copy


def _variable_of(field: str) -> str:
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"MODELSYNC_{field.upper()}"


def _mistake(error: ValidationError, found: Mapping[str, Found]) -> SettingsError:
    first = error.errors()[0]
    name = str(first["loc"][0])
    variable = _variable_of(name) if name in Settings.model_fields else name
    why = first["msg"].removeprefix("Value error, ")
    where = f" ({found[variable].where})" if variable in found and found[variable].where else ""
    return SettingsError(f"{variable} is not usable{where}: {why}. Correct or unset it.")


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
