"""Read the adaptor's settings: flags first, then the environment, then defaults."""

import difflib
import ipaddress
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from rma_adaptor.errors import ConfigurationError

API_URL = "https://api.returnlogic.com/v1"
ENV_PREFIX = "RMA_ADAPTOR_"
SECRETS_FOLDER = f"{ENV_PREFIX}SECRETS_FOLDER"
_OF_COMMANDS = frozenset({SECRETS_FOLDER, f"{ENV_PREFIX}ADMIN_URL"})
"""What is no setting and is read all the same."""

_OF_KUBERNETES = re.compile(r"\w+_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)")
_SERVICE_URL = re.compile(r"(tcp|udp|sctp)://")
"""Kubernetes tells each container of the services beside it, as `RMA_ADAPTOR_PORT` of one called rma-adaptor."""

SECRETS = frozenset({"admin_token", "app_client_secret", "database", "encryption_keys", "redis"})
"""Settings whose values are never shown; URLs may hold passwords."""

_BLANK = "it is blank; write it there, or take the variable or the file away"


class Settings(BaseSettings):
    """Hold what one adaptor process needs to know; tenants are configured through the admin API instead."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="Address on which lookups are served.")
    port: int = Field(8700, ge=0, le=65535, description="Port for lookups; 0 takes any free port.")
    admin_host: str = Field("127.0.0.1", description="Address of the admin port; beyond loopback it needs a token.")
    admin_port: int = Field(8703, ge=0, le=65535, description="Port of the admin API; 0 takes any free port.")
    admin_token: SecretStr | None = Field(None, description="Bearer token that the admin API asks for.")
    database: str = Field("sqlite+aiosqlite:///rma-adaptor.db", description="SQLAlchemy URL of the tenants' database.")
    encryption_keys: SecretStr | None = Field(None, description="Keys for secrets, by commas; the first encrypts.")
    encryption_keys_file: Path | None = Field(None, description="A file with such keys, one a line.")
    allow_plaintext_secrets: bool = Field(default=False, description="Whether secrets may lie in a file unencrypted.")
    workers: int = Field(1, ge=1, le=64, description="Processes that serve lookups; above 1 they need redis.")
    redis: SecretStr | None = Field(None, description="URL of the Redis that several workers or replicas share.")
    redis_prefix: str = Field("rma-adaptor:", description="Begins every key in Redis.")
    redis_timeout_s: float = Field(0.25, gt=0, le=2, description="Seconds that Redis may take for an answer.")
    public_url: str | None = Field(None, pattern=r"^https?://\S+$", description="Address that Gladly is given of us.")
    app_client_id: str | None = Field(None, min_length=1, description="Client id of our app at ReturnLogic.")
    app_client_secret: SecretStr | None = Field(None, description="Its client secret; both or neither.")
    app_api_url: str = Field(API_URL, pattern=r"^https?://\S+$", description="Where the app's tokens come from.")
    budget_s: float = Field(5.0, gt=0, le=15, description="Seconds in which a whole lookup is answered.")
    max_body_bytes: int = Field(256 * 1024, ge=1024, description="Largest request body; beyond it 413.")
    max_depth: int = Field(20, ge=4, le=200, description="Deepest nesting of a request's JSON; beyond it 422.")
    max_emails: int = Field(10, ge=1, le=50, description="How many e-mails of one lookup are asked; the first ones.")
    max_concurrency: int = Field(1000, ge=1, description="Connections and requests at once; beyond it 503.")
    max_skew_s: float = Field(300.0, gt=0, description="How far Gladly-Time may be from now, both ways, in seconds.")
    replay_capacity: int = Field(100_000, ge=1, description="How many verified signatures are remembered.")
    read_model_people: int = Field(10_000, ge=1, description="Of how many people the last good rows are kept.")
    keep_rows: bool = Field(default=True, description="Whether rows outlive the process, encrypted in the database.")
    max_upstream_bytes: int = Field(5 * 1024 * 1024, ge=1024, description="Largest answer read from ReturnLogic.")
    max_pages: int = Field(5, ge=1, le=50, description="How many pages of one person's RMAs are followed.")
    returnlogic_per_second: int = Field(2, ge=1, description="Calls a key may make in a second, until answers tell.")
    returnlogic_per_minute: int = Field(120, ge=1, description="Calls a key may make in a minute, until answers tell.")
    max_head_bytes: int = Field(32 * 1024, ge=1024, description="Largest request line and headers; beyond it 431.")
    head_timeout_s: float = Field(10.0, gt=0, description="Seconds in which a request's headers must have arrived.")
    keep_alive_s: int = Field(75, ge=1, description="Seconds that an idle connection stays open.")
    drain_s: float = Field(0.0, ge=0, le=60, description="Seconds between SIGTERM, from when /readyz is 503, and stop.")
    audit_days: int = Field(90, ge=2, le=3650, description="Days for which it is kept who submitted which action.")
    log_format: Literal["json", "text"] | None = Field(None, description="By default text on a terminal, else JSON.")
    trust_env: bool = Field(default=False, description="Whether calls obey HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE.")

    @field_validator(*SECRETS)
    @classmethod
    def _is_filled(cls, given: SecretStr | str | None) -> SecretStr | str | None:
        # A file that was left empty would open the admin API to everybody, or be taken for a key.
        text = given.get_secret_value() if isinstance(given, SecretStr) else given
        if text is not None and not text.strip():
            raise ValueError(_BLANK)
        return given

    @model_validator(mode="after")
    def _guard_admin(self) -> Self:
        if self.admin_token is None and not is_loopback(self.admin_host):
            raise ValueError(f"admin_host {self.admin_host} is not loopback, so admin_token must be set")
        return self

    @model_validator(mode="after")
    def _can_have_workers(self) -> Self:
        if self.workers > 1 and self.redis is None:
            raise ValueError(
                f"workers {self.workers} need setting redis (RMA_ADAPTOR_REDIS), or together they would ask "
                "ReturnLogic more often than a key allows and let replays in"
            )
        return self

    @model_validator(mode="after")
    def _guard_app(self) -> Self:
        if (self.app_client_id is None) != (self.app_client_secret is None):
            raise ValueError("app_client_id and app_client_secret must be set together")
        url = urlsplit(self.app_api_url)
        if url.scheme != "https" and not is_loopback(url.hostname or ""):
            raise ValueError("app_api_url must begin with https, since the app's secret is sent there")
        return self

    def all_encryption_keys(self) -> tuple[str, ...]:
        """Return the keys of the setting, then those of the file.

        Raises:
            ConfigurationError: The file cannot be read, or holds no key.
        """
        given = self.encryption_keys.get_secret_value() if self.encryption_keys else ""
        if self.encryption_keys_file is not None:
            given += "\n" + _text_of(self.encryption_keys_file)
        return tuple(re.findall(r"[^\s,]+", given))

    def shown(self) -> dict[str, Any]:
        """Return what differs from the defaults and is no secret, for the log."""
        return self.model_dump(mode="json", exclude=set(SECRETS), exclude_defaults=True)


def _text_of(path: Path) -> str:
    name = f"setting encryption_keys_file ({ENV_PREFIX}ENCRYPTION_KEYS_FILE)"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigurationError(f"{name}: {path} cannot be read: {reason}") from None
    if not text.strip():
        raise ConfigurationError(f"{name}: {path} is blank; rma tenants new-key prints a key for it")
    return text


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_settings(**flags: object) -> Settings:
    """Combine flags with the environment, and with files named after settings in RMA_ADAPTOR_SECRETS_FOLDER.

    Args:
        flags: By setting name; None means that the flag was not given.

    Raises:
        ConfigurationError: One sentence that names each bad setting and never a secret.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    folder = os.environ.get(SECRETS_FOLDER) or None
    if folder is not None and not Path(folder).is_dir():
        raise ConfigurationError(f"{SECRETS_FOLDER} is not a folder: {folder}")
    try:
        return Settings(**given, _secrets_dir=folder)  # type: ignore[arg-type, call-arg]  # pydantic knows it
    except OSError as error:
        raise ConfigurationError(f"{SECRETS_FOLDER} holds a file that cannot be read: {error.strerror}") from None
    except ValidationError as error:
        raise ConfigurationError(_sentence(error.errors())) from None


def unknown_names() -> list[str]:
    """Return the variables, and files in the folder of secrets, that are called like a setting and name none.

    Each comes with the setting that was probably meant; what Kubernetes sets by itself is none of them.
    """
    folder = os.environ.get(SECRETS_FOLDER)
    known = {ENV_PREFIX + name.upper() for name in Settings.model_fields}
    variables = {name for name, value in os.environ.items() if not _is_of_kubernetes(name.upper(), value)}
    files = {path.name for path in Path(folder).iterdir()} if folder else set()
    given = {name for name in variables | files if name.upper().startswith(ENV_PREFIX)}
    return [_with_hint(name, known) for name in sorted(given) if name.upper() not in known | _OF_COMMANDS]


def _is_of_kubernetes(name: str, value: str) -> bool:
    return bool(_OF_KUBERNETES.fullmatch(name) or (name.endswith("_PORT") and _SERVICE_URL.match(value)))


def _with_hint(name: str, known: Iterable[str]) -> str:
    words = [setting.removeprefix(ENV_PREFIX) for setting in known]
    near = difflib.get_close_matches(name.upper().removeprefix(ENV_PREFIX), words, n=1)
    if not near:
        return name
    meant = ENV_PREFIX + near[0]
    return f"{name} (did you mean {meant if name.isupper() else meant.lower()}?)"


def _sentence(problems: Iterable[ErrorDetails]) -> str:
    parts = []
    for problem in problems:
        reason = problem["msg"].removeprefix("Value error, ").removeprefix("Input ")
        if not problem["loc"]:
            parts.append(reason)
            continue
        name = str(problem["loc"][0])
        variable = f"{ENV_PREFIX}{name.upper()}"
        if _is_of_kubernetes(variable, str(problem["input"])):
            service = variable.removesuffix("_PORT").lower().replace("_", "-")
            reason = (
                f"is what Kubernetes sets where a service is called {service}: set enableServiceLinks: false in the "
                f"pod, or {variable} to a number"
            )
        value = "" if name in SECRETS else f" {problem['input']!r}"
        parts.append(f"setting {name} ({variable}) is not valid:{value} {reason}")
    return "; ".join(parts)
