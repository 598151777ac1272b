"""Describe a tenant: which Gladly organisation belongs to which ReturnLogic team, with what secrets."""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from rma_adaptor.errors import TenantRefused
from rma_adaptor.tokens import MASK, TEAM_ID_PATTERN, BearerToken

ATTRIBUTE_NAMES = (
    *("rma", "rmaCode", "rmaStatus", "rmaCount", "rmaAsOf", "rmaNotice"),
    *("returnSizing", "returnSuggestion", "returnStart"),
)
CARDS = "transactions"
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$"
_UPSTREAM_FIELDS = ("returnlogic_api_url", "returnlogic_api_key", "team_id", "trust_filter", "not_found_is_empty")


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", url):
        raise ValueError("must be an http or https URL")
    return url


def _host(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[1-9]\d{0,4})?", name.lower(), re.ASCII):
        raise ValueError("must be host names such as track.example.com, in ASCII, with a port only if it is unusual")
    return name.lower()


def _filled(secret: SecretStr) -> SecretStr:
    value = secret.get_secret_value()
    if not value or value != value.strip():
        raise ValueError("must not be empty or surrounded by blanks")
    return secret


def _path_safe(secret: SecretStr) -> SecretStr:
    value = secret.get_secret_value()
    if value != MASK and not re.fullmatch(r"[A-Za-z0-9_-]{16,200}", value):
        raise ValueError("must have 16 to 200 letters, digits, - and _, since it is part of an address")
    return secret


SigningKey = Annotated[SecretStr, AfterValidator(_filled)]
WebhookSecret = Annotated[SecretStr, AfterValidator(_path_safe)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
LinkHost = Annotated[str, AfterValidator(_host)]


class BasicAuth(BaseModel):
    """Hold the user name and password typed on Gladly's app page; either may be blank, not both."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    username: str = ""
    password: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _is_filled(self) -> Self:
        if not self.username and not self.password.get_secret_value():
            raise ValueError("username or password must be given")
        return self


class Webhooks(BaseModel):
    """Hold what ReturnLogic's webhooks must bring: one of up to two secrets in their address, and maybe a signature."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    secrets: tuple[WebhookSecret, ...] = Field(min_length=1, max_length=2)
    signing_key: SigningKey | None = None

    def with_secrets_of(self, before: "Webhooks | None") -> Self:
        """Put secrets that are known where these are masked.

        Raises:
            TenantRefused: A secret is masked and none is known in its place.
        """
        known = before.secrets if before else ()
        found = tuple(
            _known("webhooks", known[place] if place < len(known) else None) if _is_mask(secret) else secret
            for place, secret in enumerate(self.secrets)
        )
        key = self.signing_key
        if key is not None and _is_mask(key):
            key = _known("webhooks", before.signing_key if before else None)
        return self.model_copy(update={"secrets": found, "signing_key": key})

    def masked(self) -> dict[str, Any]:
        """Tell which secrets are set, never their values."""
        return {"secrets": [MASK for _ in self.secrets], "signing_key": self.signing_key and MASK}

    def plain(self) -> dict[str, Any]:
        """Return everything, to be sealed."""
        key = self.signing_key and self.signing_key.get_secret_value()
        return {"secrets": [secret.get_secret_value() for secret in self.secrets], "signing_key": key}


class TenantConfig(BaseModel):
    """Say how one tenant is reached and what its agents see; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    signing_keys: tuple[SigningKey, ...] = Field(default=(), max_length=2)
    basic_auth: BasicAuth | None = None
    allow_unsigned: bool = False
    returnlogic_api_url: WebAddress = "https://api.returnlogic.com/v1"
    team_id: str | None = Field(default=None, pattern=TEAM_ID_PATTERN)
    returnlogic_api_key: BearerToken | None = Field(default=None, validate_default=True)
    rma_url_template: WebAddress = "https://originate.returnlogic.com/originate/rma/{rlRmaId}"
    rma_table_url: WebAddress | None = None
    return_start_url: WebAddress | None = None
    rma_link: Literal["newest_open", "table"] = "newest_open"
    attributes: tuple[str, ...] | dict[str, str] | None = None
    trust_filter: bool = False
    not_found_is_empty: bool = False
    max_age_s: float = Field(default=30.0, ge=0, le=86_400)
    stale_while_revalidate_s: float = Field(default=0.0, ge=0, le=86_400)
    retention_days: float = Field(default=30.0, gt=0, le=365)
    webhooks: Webhooks | None = None
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    max_cards: int = Field(default=10, ge=0, le=50)
    assumed_api: bool = False
    counts: Literal["text", "number"] = "text"
    link_hosts: tuple[LinkHost, ...] = Field(default=(), max_length=50)

    @field_validator("team_id", mode="before")
    @classmethod
    def _in_lower_case(cls, given: object) -> object:
        return given.lower() if isinstance(given, str) else given

    @field_validator("returnlogic_api_key")
    @classmethod
    def _is_one_way_in(cls, key: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if "team_id" in info.data and (key is None) == (info.data["team_id"] is None):
            raise ValueError(
                "either this key or team_id must be given, the id of a team that installs the app, and not both"
            )
        return key

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if "{rlRmaId}" not in self.rma_url_template:
            raise ValueError("rma_url_template must contain {rlRmaId}")
        if self.rma_link == "table" and self.rma_table_url is None:
            raise ValueError("rma_link table needs rma_table_url")
        shown = self.shown_attributes()
        unknown = set(shown) - {*ATTRIBUTE_NAMES, CARDS}
        if unknown:
            raise ValueError(f"attributes knows only {', '.join((*ATTRIBUTE_NAMES, CARDS))}")
        if len(set(shown.values())) < len(shown) or not all(shown.values()):
            raise ValueError("attributes must give every name a different, non-empty one")
        return self

    def shown_attributes(self) -> Mapping[str, str]:
        """Return what is sent, by our name and the name shown; without a setting, everything under our name."""
        if isinstance(self.attributes, dict):
            return self.attributes
        return {name: name for name in ((*ATTRIBUTE_NAMES, CARDS) if self.attributes is None else self.attributes)}


class Tenant(TenantConfig):
    """Pair one Gladly organisation with one ReturnLogic team."""

    name: str = Field(pattern=NAME_PATTERN)
    is_enabled: bool = True

    @property
    def is_open_to_all(self) -> bool:
        """Tell whether whoever knows the tenant's URL can ask for its shoppers' returns."""
        return self.allow_unsigned and not self.signing_keys and self.basic_auth is None

    def asks_otherwise_than(self, before: "Tenant") -> bool:
        """Tell whether what was read for it as it was before may be another team's, or other people's."""
        return any(getattr(before, field) != getattr(self, field) for field in _UPSTREAM_FIELDS)

    @cached_property
    def source(self) -> str:
        """Name where its rows are read, by a hash of all that `asks_otherwise_than` compares, its key included.

        Tokens of an installation are no part of it: they change while the team stays the same.
        """
        given = [getattr(self, field) for field in _UPSTREAM_FIELDS]
        plain = [one.get_secret_value() if isinstance(one, SecretStr) else one for one in given]
        return hashlib.blake2b(json.dumps(plain).encode(), digest_size=16).hexdigest()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields changed; what was worked out from the others does not go along."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("source", None)
        return copied

    def with_secrets_of(self, before: "Tenant | None") -> Self:
        """Put secrets that are known where this tenant shows them masked, as `masked` does.

        Raises:
            TenantRefused: A secret is masked and none is known in its place.
        """
        known = before.signing_keys if before else ()
        known_basic = before.basic_auth if before else None
        keys = [
            (known[place] if place < len(known) else None) if _is_mask(key) else key
            for place, key in enumerate(self.signing_keys)
        ]
        api_key = self.returnlogic_api_key
        if api_key is not None and _is_mask(api_key):
            api_key = _known("returnlogic_api_key", before.returnlogic_api_key if before else None)
        basic = self.basic_auth
        if basic is not None and _is_mask(basic.password):
            password = _known("basic_auth", known_basic.password if known_basic else None)
            basic = basic.model_copy(update={"password": password})
        secrets = {
            "signing_keys": tuple(_known("signing_keys", key) for key in keys),
            "returnlogic_api_key": api_key,
            "basic_auth": basic,
            "webhooks": self.webhooks and self.webhooks.with_secrets_of(before.webhooks if before else None),
        }
        return self.model_copy(update=secrets)

    def masked(self) -> dict[str, Any]:
        """Return the tenant as the admin API shows it: which secrets are set, never their values."""
        shown = self.model_dump(mode="json")
        shown["signing_keys"] = [MASK for _ in self.signing_keys]
        shown["returnlogic_api_key"] = self.returnlogic_api_key and MASK
        if self.basic_auth is not None:
            shown["basic_auth"] = {"username": self.basic_auth.username, "password": MASK}
        shown["webhooks"] = self.webhooks and self.webhooks.masked()
        return shown


def _is_mask(secret: SecretStr) -> bool:
    return secret.get_secret_value() == MASK


def _known(field: str, secret: SecretStr | None) -> SecretStr:
    if secret is None:
        raise TenantRefused(field, f"{field} is masked, and there is none yet that it could stand for")
    return secret
