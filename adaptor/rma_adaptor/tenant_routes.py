"""Create, change, look at and remove tenants; secrets go in and never come out."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rma_adaptor.budget import Budget
from rma_adaptor.checking import Finding, check
from rma_adaptor.errors import RotationRefused, TenantExists, TenantRefused
from rma_adaptor.gladly_page import GladlyPage, gladly_page
from rma_adaptor.matching import normalise_email, spellings_of
from rma_adaptor.services import Services
from rma_adaptor.telemetry import log_tenant, warn_of_unsigned
from rma_adaptor.tenants import NAME_PATTERN, SigningKey, Tenant, TenantConfig

_WAYS_IN = ("returnlogic_api_key", "team_id")
_MOST_KEYS = 2

router = APIRouter(prefix="/tenants")
TenantName = Annotated[str, Path(pattern=NAME_PATTERN)]


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PersonNamed(_Asked):
    """Name one person by e-mail, or nobody."""

    email: str | None = None

    def normalised(self) -> str | None:
        """Return the address in lower case, or None when none was given.

        Raises:
            TenantRefused: It is no address.
        """
        if self.email is None:
            return None
        email = normalise_email(self.email)
        if email is None:
            raise TenantRefused("email", "email must be an e-mail address")
        return email


class KeyGiven(_Asked):
    """Give a tenant's new signing key."""

    signing_key: SigningKey


class ListedTenant(TenantConfig):
    """One tenant of a list; `is_enabled` stays as it is when it is left out."""

    name: str = Field(pattern=NAME_PATTERN)
    is_enabled: bool | None = None


class TenantList(_Asked):
    """Many tenants, as `GET /tenants` shows them."""

    tenants: tuple[ListedTenant, ...]


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Shared = Annotated[Services, Depends(_services)]


@router.get("")
async def list_tenants(services: Shared) -> dict[str, list[dict[str, Any]]]:
    """List all tenants, secrets masked."""
    return {"tenants": [tenant.masked() for tenant in services.tenants.all()]}


@router.post("")
async def put_tenants(
    services: Shared, listed: TenantList, *, check_only: Annotated[bool, Query(alias="check")] = False
) -> dict[str, list[str]]:
    """Create or replace many tenants, all or none; a masked secret stays as it is. With `check` nothing is stored."""
    outcome: dict[str, list[str]] = {"created": [], "replaced": [], "unchanged": []}
    changed: list[Tenant] = []

    def make(known: Mapping[str, Tenant]) -> Iterable[Tenant]:
        for tenant in _listed(listed, known):
            before = known.get(tenant.name)
            kind = "created" if before is None else "unchanged" if before == tenant else "replaced"
            outcome[kind].append(tenant.name)
            if kind != "unchanged":
                changed.append(tenant)
        return [] if check_only else changed

    before = await services.tenants.put_all(make)
    for tenant in changed if not check_only else []:
        await _follow_up(services, before[tenant.name], tenant, "imported")
    return outcome


@router.get("/{name}")
async def get_tenant(services: Shared, name: TenantName) -> dict[str, Any]:
    """Show one tenant, secrets masked."""
    return services.tenants.get(name).masked()


@router.put("/{name}", responses={201: {"description": "Created"}, 412: {"description": "There is one already."}})
async def put_tenant(
    services: Shared, name: TenantName, config: TenantConfig, if_none_match: Annotated[str, Header()] = ""
) -> JSONResponse:
    """Create a tenant or replace it whole; with `If-None-Match: *` one that is there already is left alone."""

    def make(known: Mapping[str, Tenant]) -> Iterable[Tenant]:
        if if_none_match == "*" and name in known:
            raise TenantExists
        return [_made(name, config, known.get(name))]

    before = (await services.tenants.put_all(make))[name]
    tenant = services.tenants.get(name)
    await _follow_up(services, before, tenant, "replaced" if before else "created")
    return JSONResponse(tenant.masked(), status_code=201 if before is None else 200)


@router.patch("/{name}")
async def patch_tenant(services: Shared, name: TenantName, changes: dict[str, Any]) -> dict[str, Any]:
    """Change some fields of a tenant; the others stay, but for a key that gives way to a team's id, or the reverse."""

    def make(tenant: Tenant) -> Tenant:
        config = tenant.model_dump(include=set(TenantConfig.model_fields))
        try:
            return _made(name, TenantConfig.model_validate(config | _one_way_in(changes)), tenant)
        except ValidationError as error:
            problems = [{**problem, "loc": ("body", *problem["loc"])} for problem in error.errors()]
            raise RequestValidationError(problems) from None

    return await changed(services, name, make, f"set {','.join(sorted(changes))}")


@router.delete("/{name}", status_code=204)
async def delete_tenant(services: Shared, name: TenantName) -> Response:
    """Remove a tenant, its secrets and its rows."""
    services.tenants.get(name)
    # First, so that a database that is away is noticed while nothing is removed; again for whoever asked meanwhile.
    await services.read_model.forget(name)
    await services.tenants.remove(name)
    await services.tell_tenants_changed()
    await services.audit.forget(name)
    await services.read_model.forget(name)
    services.metrics.forget(name)
    log_tenant(name, "removed")
    return Response(status_code=204)


@router.post("/{name}/enable")
async def enable_tenant(services: Shared, name: TenantName) -> dict[str, Any]:
    """Answer the tenant's lookups again."""
    return await changed(services, name, lambda tenant: tenant.model_copy(update={"is_enabled": True}), "enabled")


@router.post("/{name}/disable")
async def disable_tenant(services: Shared, name: TenantName) -> dict[str, Any]:
    """Refuse the tenant's lookups like those of an unknown one: "no returns" would be a lie."""
    return await changed(services, name, lambda tenant: tenant.model_copy(update={"is_enabled": False}), "disabled")


@router.post("/{name}/rotate", responses={409: {"description": "Two keys hold already."}})
async def add_signing_key(services: Shared, name: TenantName, given: KeyGiven) -> dict[str, Any]:
    """Let a second signing key hold beside the first."""

    def make(tenant: Tenant) -> Tenant:
        if len(tenant.signing_keys) >= _MOST_KEYS:
            raise RotationRefused("two signing keys hold already; finish that rotation first, which drops the older")
        return tenant.model_copy(update={"signing_keys": (*tenant.signing_keys, given.signing_key)})

    return await changed(services, name, make, "signing_key_added")


@router.post("/{name}/rotate/finish", responses={409: {"description": "Only one key holds."}})
async def drop_older_signing_key(services: Shared, name: TenantName) -> dict[str, Any]:
    """Let only the newer signing key hold."""

    def make(tenant: Tenant) -> Tenant:
        if len(tenant.signing_keys) < _MOST_KEYS:
            raise RotationRefused("no rotation is under way: the tenant has no second signing key")
        return tenant.model_copy(update={"signing_keys": tenant.signing_keys[-1:]})

    return await changed(services, name, make, "signing_key_dropped")


@router.post("/{name}/check")
async def check_tenant(services: Shared, name: TenantName, person: PersonNamed | None = None) -> Finding:
    """Ask ReturnLogic once, for an e-mail or for one that nobody has, and tell what came in counts."""
    tenant = services.tenants.get(name)
    email = person.normalised() if person else None
    finding = await check(
        tenant,
        email or f"nobody-{secrets.token_hex(8)}@example.com",
        is_made_up=email is None,
        client=services.client,
        team=services.team_of(tenant),
        budget=Budget.of(services.settings.budget_s),
        watch=services.call_watch(name),
    )
    if tenant.team_id is not None:
        installation = await services.installations.find(tenant.team_id)
        finding.installation = installation.shown() if installation else {"team_id": tenant.team_id, "state": "missing"}
    return finding


@router.get("/{name}/gladly")
async def get_gladly_page(
    services: Shared, name: TenantName, public_url: Annotated[str | None, Query(pattern=r"^https?://\S+$")] = None
) -> GladlyPage:
    """Tell what to type on Gladly's app page and what to ask Gladly Support for."""
    url = public_url or services.settings.public_url
    if url is None:
        raise TenantRefused("public_url", "where Gladly reaches this adaptor is not set: give public_url")
    return gladly_page(services.tenants.get(name), url)


@router.get("/{name}/audit")
async def get_audit(
    services: Shared,
    name: TenantName,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> dict[str, list[dict[str, Any]]]:
    """List who submitted which action and what became of it, newest first; read on with `before` the last id."""
    services.tenants.get(name)
    return {"submits": await services.audit.rows(name, limit=limit, before=before)}


@router.post("/{name}/forget", status_code=204)
async def forget_rows(services: Shared, name: TenantName, person: PersonNamed | None = None) -> Response:
    """Drop the rows kept of one person, or of all of a tenant's people.

    What is known of products, and what was answered to forms of actions, goes as a whole.
    """
    services.shelf.forget(services.team_of(services.tenants.get(name)))
    email = person.normalised() if person else None
    for spelling in [None] if email is None else spellings_of(email):
        await services.read_model.forget(name, spelling)
    await services.audit.forget_answers(name)
    log_tenant(name, "forgot_everybody" if email is None else "forgot_a_person")
    return Response(status_code=204)


async def changed(services: Services, name: str, make: Callable[[Tenant], Tenant], change: str) -> dict[str, Any]:
    """Replace one tenant by what `make` makes of it, note that, and show it."""
    before, after = await services.tenants.change(name, make)
    await _follow_up(services, before, after, change)
    return after.masked()


def _one_way_in(changes: Mapping[str, Any]) -> dict[str, Any]:
    given = [name for name in _WAYS_IN if changes.get(name) is not None]
    gives_way = {name: None for name in _WAYS_IN if len(given) == 1 and name not in changes}
    return {**changes, **gives_way}


def _made(name: str, config: TenantConfig, before: Tenant | None, *, is_enabled: bool | None = None) -> Tenant:
    """Return the tenant that a configuration describes; a masked secret is the one that is known."""
    if is_enabled is None:
        is_enabled = before.is_enabled if before else True
    fields = config.model_dump(include=set(TenantConfig.model_fields))
    return Tenant.model_validate({"name": name, "is_enabled": is_enabled, **fields}).with_secrets_of(before)


def _listed(listed: TenantList, known: Mapping[str, Tenant]) -> Iterable[Tenant]:
    names = [entry.name for entry in listed.tenants]
    for place, entry in enumerate(listed.tenants):
        if entry.name in names[:place]:
            raise TenantRefused(f"tenants.{place}.name", "this name is in the list twice")
        try:
            yield _made(entry.name, entry, known.get(entry.name), is_enabled=entry.is_enabled)
        except TenantRefused as refused:
            raise TenantRefused(f"tenants.{place}.{refused.attr}", str(refused)) from None


async def _follow_up(services: Services, before: Tenant | None, after: Tenant, change: str) -> None:
    """Note a change, and forget what was read with another key or address, which may be another team's."""
    log_tenant(after.name, change)
    if after.is_open_to_all:
        warn_of_unsigned(after.name)
    await services.tell_tenants_changed()
    if before is not None and after.asks_otherwise_than(before):
        await services.read_model.forget(after.name)
