"""Flags before environment before defaults; a bad value is one sentence."""

import os
from pathlib import Path
from typing import Any

import pytest

from rma_adaptor.errors import ConfigurationError
from rma_adaptor.settings import SECRETS, Settings, is_loopback, load_settings, unknown_names


def test_a_flag_outweighs_the_environment_and_the_environment_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RMA_ADAPTOR_PORT", "9000")
    monkeypatch.setenv("RMA_ADAPTOR_BUDGET_S", "2.5")

    settings = load_settings(port=9001, admin_port=None)

    assert (settings.port, settings.budget_s, settings.admin_port) == (9001, 2.5, 8703)


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        pytest.param({"port": 70000}, "setting port (RMA_ADAPTOR_PORT) is not valid: 70000 should be", id="port"),
        pytest.param({"budget_s": "soon"}, "setting budget_s (RMA_ADAPTOR_BUDGET_S) is not valid: 'soon'", id="budget"),
        pytest.param({"admin_host": "0.0.0.0"}, "admin_token must be set", id="open admin port"),  # noqa: S104
        pytest.param({"public_url": "adaptor.example"}, "setting public_url (RMA_ADAPTOR_PUBLIC_URL)", id="no URL"),
        pytest.param({"colour": "red"}, "setting colour", id="unknown setting"),
    ],
)
def test_a_bad_setting_is_one_sentence_that_names_it(flags: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load_settings(**flags)

    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_secret_is_never_repeated() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load_settings(admin_token=["s3cret"], database=["s3cret"], encryption_keys=["s3cret"])

    assert "s3cret" not in str(refusal.value)


def test_a_secret_may_come_from_a_file_and_the_environment_outweighs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "rma_adaptor_admin_token").write_text("of-the-file\n", encoding="utf-8")
    monkeypatch.setenv("RMA_ADAPTOR_SECRETS_FOLDER", str(tmp_path))
    from_file = load_settings().admin_token

    monkeypatch.setenv("RMA_ADAPTOR_ADMIN_TOKEN", "of-the-environment")
    from_environment = load_settings().admin_token

    assert [str(token and token.get_secret_value()) for token in (from_file, from_environment)] == [
        "of-the-file",
        "of-the-environment",
    ]


@pytest.mark.parametrize("name", sorted(SECRETS))
@pytest.mark.parametrize("content", ["", " \n"], ids=["empty", "blank"])
def test_a_file_for_a_secret_that_holds_none_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / f"rma_adaptor_{name}").write_text(content, encoding="utf-8")
    monkeypatch.setenv("RMA_ADAPTOR_SECRETS_FOLDER", str(tmp_path))

    with pytest.raises(ConfigurationError) as refusal:
        load_settings(app_client_id="x")

    assert f"setting {name} (RMA_ADAPTOR_{name.upper()}) is not valid: it is blank" in str(refusal.value)


@pytest.mark.parametrize("name", sorted(SECRETS))
@pytest.mark.parametrize("is_flag", [True, False], ids=["given", "environment"])
def test_a_blank_secret_is_refused_wherever_it_comes_from(
    monkeypatch: pytest.MonkeyPatch, name: str, *, is_flag: bool
) -> None:
    if not is_flag:
        monkeypatch.setenv(f"RMA_ADAPTOR_{name.upper()}", "  ")

    with pytest.raises(ConfigurationError, match=rf"setting {name} .* it is blank"):
        load_settings(**{name: ""} if is_flag else {}, app_client_id="x")


def test_an_empty_variable_is_as_if_it_were_not_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "rma_adaptor_redis").write_text("redis://of-the-file\n", encoding="utf-8")
    for name in SECRETS:
        monkeypatch.setenv(f"RMA_ADAPTOR_{name.upper()}", "")
    monkeypatch.setenv("RMA_ADAPTOR_SECRETS_FOLDER", str(tmp_path))

    settings = load_settings()

    assert (settings.admin_token, settings.database) == (None, Settings.model_fields["database"].default)
    assert settings.redis is not None
    assert settings.redis.get_secret_value() == "redis://of-the-file"
    with pytest.raises(ConfigurationError, match="admin_token must be set"):
        load_settings(admin_host="0.0.0.0")  # noqa: S104


def test_a_folder_of_secrets_that_is_none_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RMA_ADAPTOR_SECRETS_FOLDER", "/nowhere")

    with pytest.raises(ConfigurationError, match="RMA_ADAPTOR_SECRETS_FOLDER is not a folder: /nowhere"):
        load_settings()


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in os.environ:
        if name.upper().startswith("RMA_ADAPTOR_"):
            monkeypatch.delenv(name)
    return monkeypatch


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ("RMA_ADAPTOR_BUDGETS", "RMA_ADAPTOR_BUDGETS (did you mean RMA_ADAPTOR_BUDGET_S?)"),
        (
            "RMA_ADAPTOR_RETURNLOGIC_PER_SECND",
            "RMA_ADAPTOR_RETURNLOGIC_PER_SECND (did you mean RMA_ADAPTOR_RETURNLOGIC_PER_SECOND?)",
        ),
        ("RMA_ADAPTOR_ADMN_PORT", "RMA_ADAPTOR_ADMN_PORT (did you mean RMA_ADAPTOR_ADMIN_PORT?)"),
        ("RMA_ADAPTOR_QUX", "RMA_ADAPTOR_QUX"),
    ],
)
def test_a_variable_that_names_no_setting_is_told_with_the_one_that_was_meant(
    bare_environment: pytest.MonkeyPatch, variable: str, told: str
) -> None:
    bare_environment.setenv(variable, "s3cret")

    assert unknown_names() == [told]


def test_a_file_of_secrets_that_names_no_setting_is_told_too(
    bare_environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("rma_adaptor_admin_tokn", "rma_adaptor_redis", "postgres_password"):
        (tmp_path / name).write_text("s3cret", encoding="utf-8")
    bare_environment.setenv("RMA_ADAPTOR_SECRETS_FOLDER", str(tmp_path))

    assert unknown_names() == ["rma_adaptor_admin_tokn (did you mean rma_adaptor_admin_token?)"]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("RMA_ADAPTOR_BUDGET_S", "2"),
        ("rma_adaptor_budget_s", "2"),
        ("RMA_ADAPTOR_ADMIN_URL", "http://127.0.0.1:8703"),
        ("RMA_ADAPTOR_PORT", "tcp://10.0.0.1:8700"),
        ("RMA_ADAPTOR_SERVICE_HOST", "10.0.0.1"),
        ("RMA_ADAPTOR_SERVICE_PORT", "8700"),
        ("RMA_ADAPTOR_SERVICE_PORT_HTTP", "8700"),
        ("RMA_ADAPTOR_PORT_8700_TCP", "tcp://10.0.0.1:8700"),
        ("RMA_ADAPTOR_PORT_8700_TCP_ADDR", "10.0.0.1"),
        ("RMA_ADAPTOR_REDIS_PORT", "tcp://10.0.0.1:6379"),
        ("RMA_ADAPTOR_REDIS_SERVICE_HOST", "10.0.0.1"),
        ("RMA_UP_TOKEN", "x"),
    ],
)
def test_what_is_read_and_what_kubernetes_sets_is_not_told(
    bare_environment: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    bare_environment.setenv(variable, value)

    assert unknown_names() == []


@pytest.mark.parametrize(
    ("variable", "service"),
    [("RMA_ADAPTOR_PORT", "rma-adaptor"), ("RMA_ADAPTOR_ADMIN_PORT", "rma-adaptor-admin")],
)
def test_a_port_that_kubernetes_has_set_is_refused_with_what_to_do(
    bare_environment: pytest.MonkeyPatch, variable: str, service: str
) -> None:
    bare_environment.setenv(variable, "tcp://10.0.0.1:80")

    with pytest.raises(ConfigurationError) as refusal:
        load_settings()

    assert f"a service is called {service}: set enableServiceLinks: false in the pod" in str(refusal.value)


def test_what_is_shown_in_the_log_differs_from_the_defaults_and_is_no_secret() -> None:
    settings = load_settings(admin_token="s3cret", database="postgresql://u:s3cret@h/d", budget_s=3)

    assert settings.shown() == {"budget_s": 3}


def test_a_public_admin_port_is_allowed_with_a_token() -> None:
    settings = load_settings(admin_host="0.0.0.0", admin_token="t")  # noqa: S104

    assert settings.admin_host == "0.0.0.0"  # noqa: S104


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("x", False)],  # noqa: S104
)
def test_loopback_is_this_machine_only(host: str, *, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_encryption_keys_come_from_the_variable_and_then_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("third\n\nfourth\n", encoding="utf-8")

    settings = load_settings(encryption_keys="first, second", encryption_keys_file=file)

    assert settings.all_encryption_keys() == ("first", "second", "third", "fourth")


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "No such file"), (b"\xff\xfe\x00", "it is not text"), (b"\n", "is blank")]
)
def test_a_key_file_that_cannot_be_read_is_one_sentence(tmp_path: Path, content: bytes | None, reason: str) -> None:
    file = tmp_path / "keys"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(ConfigurationError, match=f"RMA_ADAPTOR_ENCRYPTION_KEYS_FILE.*{reason}"):
        load_settings(encryption_keys_file=file).all_encryption_keys()
