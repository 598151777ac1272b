"""Pass on only web addresses at hosts that are known: an agent must not be led anywhere else."""

import re
from collections.abc import Iterable

_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::(?P<port>\d{1,5}))?"
    r"(?:[/?#][!#-&(-;=?-\[\]_a-z~]*)?",
    re.IGNORECASE | re.ASCII,
)
"""Printable ASCII without quotes, angle brackets, backslashes and blanks, and no user name before the host: what a
browser would read in another way than we do is left out, and so are names in other alphabets that are not encoded."""

_USUAL_PORTS = {"http": "80", "https": "443"}

CARRIERS = (
    *("amazon.com", "aramex.com", "auspost.com.au", "bpost.be", "canadapost-postescanada.ca", "canadapost.ca"),
    *("colissimo.fr", "correos.es", "dhl.com", "dhl.de", "dpd.co.uk", "dpd.com", "evri.com", "fedex.com"),
    *("gls-group.com", "gls-group.eu", "hermesworld.com", "japanpost.jp", "laposte.fr", "lasership.com"),
    *("myhermes.co.uk", "nzpost.co.nz", "ontrac.com", "parcelforce.com", "post.ch", "postnl.nl", "postnord.com"),
    *("purolator.com", "royalmail.com", "seur.com", "sf-express.com", "tnt.com", "ups.com", "usps.com"),
    *("veho.com", "yodel.co.uk"),
)
"""Domains of carriers; a tenant adds others with `link_hosts`."""


def allowed_link(url: str | None, hosts: Iterable[str], *, longest: int) -> str | None:
    """Return a web address at a known host, else None.

    Args:
        url: As it came.
        hosts: Names in lower case, each with all names below it; `name:port` for a port that is not the usual one.
        longest: In characters.
    """
    if not url or len(url) > longest:
        return None
    found = _ADDRESS.fullmatch(url)
    if found is None:
        return None
    host, port = found["host"].lower(), found["port"]
    place = host if port in (None, _USUAL_PORTS[found["scheme"].lower()]) else f"{host}:{port}"
    return url if any(place == known or place.endswith(f".{known}") for known in hosts) else None
