"""Link to the mocks' pages so that whoever reads the notebook reaches them."""

import os
from html import escape
from urllib.parse import urlsplit

from rma_notebooks.steady import is_steady, outlives_run

PROXY_VARIABLE = "RMA_PROXY_PREFIX"
"""Under what path of JupyterLab the ports of this machine are reachable, such as `/proxy/`; empty for directly."""

_HUB_VARIABLE = "JUPYTERHUB_SERVICE_PREFIX"
_THIS_MACHINE = {"127.0.0.1", "localhost"}


def page_link(url: str, text: str) -> str:
    """Write a link that opens in a tab of its own; what no browser should follow stays text.

    So does, where outputs are kept, a page that ends with the run.
    """
    if urlsplit(url).scheme not in {"http", "https"} or (is_steady() and not outlives_run(url)):
        return escape(text)
    return f'<a href="{escape(reachable(url))}" target="_blank" rel="noopener">{escape(text)}</a>'


def reachable(url: str) -> str:
    """Return the address at which the reader's browser reaches a page: through JupyterLab where that is elsewhere."""
    parts = urlsplit(url)
    prefix = _prefix()
    if not prefix or parts.hostname not in _THIS_MACHINE or not parts.port:
        return url
    rest = parts._replace(scheme="", netloc="").geturl().lstrip("/")
    return f"{prefix}{parts.port}/{rest}"


def _prefix() -> str:
    hub = os.environ.get(_HUB_VARIABLE, "")
    return os.environ.get(PROXY_VARIABLE) or (f"{hub}proxy/" if hub else "")
