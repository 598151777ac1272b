"""Links in a notebook lead where its reader's browser can go."""

import pytest

from rma_notebooks.steady import STEADY_VARIABLE
from rma_notebooks.views.links import PROXY_VARIABLE, page_link, reachable

PAGE = "http://127.0.0.1:8701/w/demo/desk?follow=1#/people/p1"


@pytest.fixture(autouse=True)
def on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PROXY_VARIABLE, raising=False)
    monkeypatch.delenv("JUPYTERHUB_SERVICE_PREFIX", raising=False)


def test_on_this_machine_a_page_is_reached_directly() -> None:
    assert reachable(PAGE) == PAGE


def test_elsewhere_a_page_is_reached_through_jupyterlab(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROXY_VARIABLE, "/proxy/")

    assert reachable(PAGE) == "/proxy/8701/w/demo/desk?follow=1#/people/p1"
    assert reachable("https://app.returnlogic.example.com/rma/1") == "https://app.returnlogic.example.com/rma/1"


def test_a_hub_says_itself_where_that_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/ida/")

    assert reachable(PAGE).startswith("/user/ida/proxy/8701/w/demo/")


def test_where_outputs_are_kept_a_page_that_ends_with_the_run_is_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STEADY_VARIABLE, "1")

    assert page_link("http://127.0.0.1:8701/w/w-0badcafe/desk", "desk") == "desk"
    assert page_link(PAGE, "desk").startswith("<a ")


def test_only_web_addresses_become_links() -> None:
    assert page_link("javascript:alert(1)", "a < b") == "a &lt; b"
    assert page_link('http://h/?a="', "x") == '<a href="http://h/?a=&quot;" target="_blank" rel="noopener">x</a>'
