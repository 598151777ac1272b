"""Say what to type on Gladly's app page, and what to ask Gladly Support for."""

from pydantic import BaseModel

from rma_adaptor.tenants import CARDS, Tenant

_BLANK = "(blank)"
_LABELS = {
    "rma": ("RMA", "link"),
    "rmaCode": ("RMA number", "text"),
    "rmaStatus": ("RMA status", "text"),
    "rmaCount": ("Number of RMAs", "text"),
    "rmaAsOf": ("Returns as of", "text"),
    "rmaNotice": ("Returns notice", "text"),
    "returnSizing": ("Sizing, from returns", "text"),
    "returnSuggestion": ("Suggestion, from returns", "text"),
    "returnStart": ("Start a return", "link"),
}


class PageField(BaseModel):
    """One field of the page, by the page's own words; what is in brackets is not to be typed."""

    field: str
    value: str


class GladlyPage(BaseModel):
    """What an administrator needs to connect one Gladly organisation."""

    where: str
    fields: tuple[PageField, ...]
    support_request: str


def gladly_page(tenant: Tenant, public_url: str) -> GladlyPage:
    """Return both, for an adaptor that Gladly reaches under an address.

    Contract: GL-APP-1, fields of the page (documented); GL-ATTR-3, attributes wait for Gladly's staff (documented).
    """
    basic = tenant.basic_auth
    has_password = basic is not None and bool(basic.password.get_secret_value())
    rows = (
        ("Name", "ReturnLogic"),
        ("URL", f"{public_url.rstrip('/')}/t/{tenant.name}/lookup"),
        ("Username", (basic.username if basic else "") or _BLANK),
        ("Password", "(the tenant's own; it is not shown again)" if has_password else _BLANK),
        ("Realm", _BLANK),
        ("Signing Key", _signing_key(tenant)),
        ("HTTPS Headers", _BLANK),
        ("Search Query Attributes", "attribute email, label Email"),
        ("Search Results Attributes", "name as Name, email as Email"),
        ("Auto-Linking Fields", "Customer Email (emails)"),
        ("Overwrite Existing Values", "off"),
        ("Actions", "on" if tenant.assumed_api else "off"),
    )
    return GladlyPage(
        where="Settings, App Developer Tools, Apps, Lookup Adapters, Add App, Custom",
        fields=tuple(PageField(field=field, value=value) for field, value in rows),
        support_request=_support_request(tenant),
    )


def _signing_key(tenant: Tenant) -> str:
    if not tenant.signing_keys:
        return _BLANK
    which = "the newer of the two, which rma tenants rotate" if len(tenant.signing_keys) > 1 else "what rma tenants add"
    return f"({which} showed once; lost: rma tenants rotate {tenant.name})"


def _support_request(tenant: Tenant) -> str:
    shown = tenant.shown_attributes()
    rows = [_wanted(ours, theirs) for ours, theirs in shown.items() if ours != CARDS]
    cards = ["", "It also sends transactions of type ORDER, for which we need nothing."] if CARDS in shown else []
    if not rows:
        return "Nothing to ask for: this tenant shows no attributes."
    return "\n".join(
        [
            "Subject: Customer attributes for our ReturnLogic lookup adaptor",
            "",
            "Hello Gladly Support,",
            "",
            "we connect ReturnLogic through a custom lookup adaptor. Please add these customer attributes to our",
            "Customer Profile Definition, visible to agents and not editable, spelled exactly like this:",
            "",
            *rows,
            *cards,
            "",
            "Please tell us once they are there.",
        ]
    )


def _wanted(ours: str, theirs: str) -> str:
    label, kind = _LABELS.get(ours, (theirs, "text"))
    return f"- {theirs}: labelled {label}, a {kind}"
