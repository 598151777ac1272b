"""What a line looks like, and what never gets into one."""

import asyncio
import io
import json
import logging
import re
import warnings
from typing import Any

import pytest
import structlog

from rma_adaptor import telemetry
from rma_adaptor.telemetry import LibraryLines, LookupRecord, log_loop_error, log_unexpected, processors


def rendered(log_format: telemetry.LogFormat, event: str, **values: Any) -> str:
    """Send one event all the way to bytes."""
    file = io.BytesIO()
    logger = structlog.wrap_logger(structlog.BytesLogger(file), processors=processors(log_format))
    logger.info(event, **values)
    return file.getvalue().decode()


def test_a_line_of_json_is_one_object_with_time_and_level() -> None:
    line = rendered("json", "lookup", tenant="acme", ms=1.5, age_s=None)

    document = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", document.pop("time"))
    assert document == {"event": "lookup", "level": "info", "tenant": "acme", "ms": 1.5, "age_s": None}
    assert line.count("\n") == 1


def test_a_line_of_text_begins_with_time_level_and_event() -> None:
    line = rendered("text", "lookup", tenant="acme", places="a:1 < b:2")

    assert re.fullmatch(r'time=\S+Z level=info event=lookup tenant=acme places="a:1 < b:2"\n', line)


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_a_line_break_in_a_value_forges_no_line(log_format: telemetry.LogFormat) -> None:
    assert rendered(log_format, "lookup", tenant='a\n{"event":"forged"}').count("\n") == 1


def test_a_bug_is_logged_by_type_and_places(logged: Any) -> None:
    def culprit() -> None:
        raise ValueError("ana@example.com")

    try:
        culprit()
    except ValueError as error:
        log_unexpected(error, trace="t")

    [line] = logged
    assert (line["type"], line["trace"]) == ("ValueError", "t")
    assert line["places"].startswith("test_telemetry.culprit:")
    assert "ana@" not in str(line)


def library_line(message: str, *args: object, level: int = logging.WARNING, error: BaseException | None = None) -> None:
    info = None if error is None else (type(error), error, error.__traceback__)
    LibraryLines().emit(logging.LogRecord("chatty.package", level, "path", 1, message, args, info))


def test_a_librarys_line_comes_without_its_arguments(logged: Any) -> None:
    library_line("could not read %s", "ana@example.com")

    assert logged == [{"event": "could not read %s", "logger": "chatty.package", "log_level": "warning"}]


def test_an_address_that_a_library_wrote_into_its_sentence_is_taken_out(logged: Any) -> None:
    library_line("could not read <ana@example.com>\nBody: Ana Ruiz", level=logging.ERROR)

    assert [(line["event"], line["log_level"]) for line in logged] == [("could not read …", "error")]


def test_a_sentence_that_cannot_be_encoded_is_still_a_line(logged: Any) -> None:
    library_line("half a character: \ud83d")

    assert [line["event"] for line in logged] == ["half a character: ?"]


def test_a_librarys_traceback_becomes_type_and_places(logged: Any) -> None:
    library_line("Exception in ASGI application\n", level=45, error=KeyError("Ana Ruiz"))

    [line] = logged
    assert (line["event"], line["type"], line["log_level"]) == ("Exception in ASGI application", "KeyError", "error")
    assert "Ana" not in str(line)


async def test_what_goes_wrong_outside_a_lookup_is_logged_without_arguments(logged: Any) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(log_loop_error)
    done = asyncio.Event()

    def fail(_: str) -> None:
        done.set()
        raise ValueError("Ana Ruiz")

    loop.call_soon(fail, "ana@example.com")
    await done.wait()
    await asyncio.sleep(0)

    [line] = logged
    assert (line["event"], line["type"]) == ("unexpected outside a lookup", "ValueError")
    assert "ana" not in str(line).lower()


def test_a_warning_is_logged_by_kind_and_place(logged: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warnings, "showwarning", telemetry._show_warning)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning("ana@example.com is odd", UserWarning, "module.py", 7)

    assert logged == [
        {"event": "a library warns", "type": "UserWarning", "places": "module.py:7", "log_level": "warning"}
    ]


def test_the_oldest_rows_of_several_people_are_the_age_of_a_lookup() -> None:
    record = LookupRecord()

    for age in (3.0, 8.0, 5.0):
        record.note_age(age)

    assert record.age_s == 8.0


def test_a_reader_of_standard_error_that_has_gone_fails_no_lookup(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: int, __: bytes) -> int:
        raise BrokenPipeError

    monkeypatch.setattr("os.write", gone)

    telemetry._StandardError().write(b"a line\n")
