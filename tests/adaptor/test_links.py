"""Which addresses an agent may be led to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rma_adaptor.links import CARRIERS, allowed_link
from rma_adaptor.tenants import Tenant

HOSTS = (*CARRIERS, "track.example", "127.0.0.1:8702")


def allowed(url: str | None) -> str | None:
    return allowed_link(url, HOSTS, longest=200)


@pytest.mark.parametrize(
    "url",
    [
        "https://track.example/1",
        "http://www.track.example",
        "HTTPS://Track.Example/1?a=b&c=%20#d",
        "https://track.example:443/1",
        "http://track.example:80/1",
        "http://127.0.0.1:8702/w/1",
        "https://tools.usps.com/go/TrackConfirmAction?tLabels=9202",
        "https://www.ups.com/track?tracknum=1Z",
    ],
)
def test_a_known_host_may_be_linked(url: str) -> None:
    assert allowed(url) == url


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param("javascript:alert(1)", id="javascript"),
        pytest.param("data:text/html,x", id="data"),
        pytest.param("ftp://track.example/1", id="another scheme"),
        pytest.param("//track.example/1", id="no scheme"),
        pytest.param("https://", id="no host"),
        pytest.param("https://[", id="broken"),
        pytest.param("https://evil.example/1", id="another host"),
        pytest.param("https://track.example.evil.example/1", id="known name in front"),
        pytest.param("https://nottrack.example/1", id="known name at the end"),
        pytest.param("https://track.example@evil.example/1", id="known name as user"),
        pytest.param("https://evil.example\\@track.example/1", id="backslash"),
        pytest.param("https://evil.example#@track.example/1", id="fragment"),
        pytest.param("https://evil.example?.track.example/1", id="query"),
        pytest.param("https://user:pass@track.example/1", id="user and password"),
        pytest.param("https://track.example:8443/1", id="another port"),
        pytest.param("http://127.0.0.1:8703/1", id="a port beside the listed one"),
        pytest.param("https://tr\u0430ck.example/1", id="a letter of another alphabet"),
        pytest.param("https://track\u3002example/1", id="a dot of another alphabet"),
        pytest.param("https://track.example/\u202eexe", id="text that turns"),
        pytest.param("https://track.example/a b", id="blank"),
        pytest.param("https://track.example/1\n", id="line"),
        pytest.param('https://track.example/"onclick="x', id="quotes"),
        pytest.param("https://track.example/<script>", id="angle brackets"),
        pytest.param("https://track.example./1", id="a dot at the end"),
        pytest.param(f"https://track.example/{'1' * 200}", id="too long"),
    ],
)
def test_no_other_address_is_passed_on(url: str | None) -> None:
    assert allowed(url) is None


@given(st.text(), st.text())
def test_nothing_before_or_after_a_known_host_leads_elsewhere(before: str, after: str) -> None:
    url = f"https://{before}track.example{after}"

    if allowed(url):
        host = url.removeprefix("https://").split("/")[0].split("?")[0].split("#")[0].split(":")[0]
        assert host.lower().endswith("track.example")


@pytest.mark.parametrize(
    "name", ["https://x.example", "x.example/1", "x y", "", "x.example:0", "\u00e4.example", "*.x"]
)
def test_a_tenant_lists_host_names_only(name: str) -> None:
    with pytest.raises(ValidationError):
        Tenant.model_validate({"name": "acme", "returnlogic_api_key": "k", "link_hosts": [name]})
