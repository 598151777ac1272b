"""Where relative and absolute addresses of forms lead."""

import pytest

from rma_mocks.gladly.actions.joining import JoinMode, UrlRefused, joined

APP = "https://shop.example.com/t/w1/lookup?tenant=1"


@pytest.mark.parametrize(
    ("given", "how", "whole"),
    [
        pytest.param("/action?order=1832", "origin", "https://shop.example.com/action?order=1832", id="origin"),
        pytest.param("action", "origin", "https://shop.example.com/action", id="origin without slash"),
        pytest.param("?order=1", "origin", "https://shop.example.com/?order=1", id="origin with a query alone"),
        pytest.param("../up", "origin", "https://shop.example.com/up", id="origin upwards"),
        pytest.param("//cdn.example.com/f", "origin", "https://cdn.example.com/f", id="another host, same scheme"),
        pytest.param("/action?order=1", "app_url", "https://shop.example.com/t/w1/lookup/action?order=1", id="app URL"),
        pytest.param("action", "app_url", "https://shop.example.com/t/w1/lookup/action", id="app URL without slash"),
        pytest.param("?order=1", "app_url", "https://shop.example.com/t/w1/lookup?order=1", id="app URL, query alone"),
        pytest.param(
            "http://other.example.com/f?a=b%20c", "app_url", "http://other.example.com/f?a=b%20c", id="absolute"
        ),
        pytest.param(" https://other.example.com/f#top ", "origin", "https://other.example.com/f", id="trimmed"),
    ],
)
def test_an_address_is_joined_as_the_world_says(given: str, how: JoinMode, whole: str) -> None:
    assert joined(APP, given, how=how) == whole


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param("javascript:alert(1)", "has the scheme javascript; only http and https", id="script"),
        pytest.param("file:///etc/passwd", "has the scheme file", id="file"),
        pytest.param("ftp://shop.example.com/f", "has the scheme ftp", id="ftp"),
        pytest.param("http://", "has no host in it", id="no host"),
        pytest.param("http://me:secret@shop.example.com/", "has a user name in it", id="user name"),
        pytest.param("", "is not an address", id="empty"),
        pytest.param("/a b", "is not an address", id="blank inside"),
        pytest.param("/a\x00b", "is not an address", id="control character"),
        pytest.param("http://[::1/f", "is not an address", id="broken host"),
        pytest.param("http://shop.example.com:port/", "is not an address", id="port in letters"),
        pytest.param("/" + "x" * 9000, "is not an address", id="too long"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused_with_a_sentence(given: str, sentence: str) -> None:
    for how in ("origin", "app_url"):
        with pytest.raises(UrlRefused, match=sentence):
            joined(APP, given, how=how)  # type: ignore[arg-type]
