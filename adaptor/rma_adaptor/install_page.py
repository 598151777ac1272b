"""Write the page that a retailer's browser shows once our app was installed, or why it was not."""

import base64
import hashlib
from html import escape

from fastapi.responses import HTMLResponse

from rma_adaptor.installing import Outcome

_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; font: 1.0625rem/1.55 system-ui, sans-serif; background: Canvas; color: CanvasText; }
main { max-width: 34rem; margin: 14vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }
p { margin: 0 0 .8rem; overflow-wrap: break-word; }
small { opacity: .75; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",  # the address holds the code
    "X-Content-Type-Options": "nosniff",
}
_FAILED = "The app could not be installed"
_AGAIN = "Open ReturnLogic and install the app again."
_TELL = "Please tell whoever runs this adaptor."

_SAID: dict[Outcome, tuple[int, str, tuple[str, ...]]] = {
    "installed": (
        200,
        "The app is installed",
        ("Your agents see returns in Gladly as soon as that is set up, too.", "You can close this page."),
    ),
    "kept": (
        200,
        "The app was installed already",
        ("It works, and nothing was changed. You can close this page.",),
    ),
    "malformed": (
        400,
        _FAILED,
        ("This address does not come from ReturnLogic, or is incomplete.", f"Nothing was changed. {_AGAIN}"),
    ),
    "code_refused": (
        400,
        _FAILED,
        ("ReturnLogic does not accept the code in this address; it holds once, and not for long.", _AGAIN),
    ),
    "unconfigured": (404, _FAILED, ("This adaptor is not set up for apps.", _TELL)),
    "app_refused": (
        502,
        _FAILED,
        ("ReturnLogic refuses the id or secret of the app.", f"{_TELL} Then install the app again."),
    ),
    "outage": (
        502,
        _FAILED,
        ("ReturnLogic did not answer as it should.", "Wait a few minutes, then install the app again in ReturnLogic."),
    ),
    "not_stored": (
        503,
        _FAILED,
        ("This adaptor could not store what ReturnLogic answered.", f"{_TELL} Then install the app again."),
    ),
    "busy": (
        503,
        "Please wait a minute",
        ("Others are installing the app right now.", "Nothing was changed. Load this page again in a minute."),
    ),
}


def install_page(outcome: Outcome, team_id: str = "") -> HTMLResponse:
    """Return the page: no script, nothing from elsewhere, and nothing of the address but a checked team id."""
    status, title, sentences = _SAID[outcome]
    lines = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    team = f"<p><small>Team {escape(team_id)}</small></p>" if team_id else ""
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{lines}{team}</main></body></html>"
    )
    headers = _HEADERS | ({"Retry-After": "60"} if outcome == "busy" else {})
    return HTMLResponse(body, status_code=status, headers=headers)
