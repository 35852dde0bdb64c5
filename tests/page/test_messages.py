"""Messages: both languages know the same ones, and nothing malformed comes through."""

from __future__ import annotations

import json
import logging
import math
import re
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from viewer.page import messages
from viewer.page.annotation_messages import (
    ANNOTATION_COMMANDS,
    ANNOTATION_REPORTS,
    AnnotationDrawn,
    AnnotationMenuRequested,
    AnnotationOpened,
    AnnotationsChanged,
    AnnotationsShown,
    CutDrawn,
    DeletePressed,
    SelectionChanged,
    ToolEnded,
)
from viewer.page.message import Message
from viewer.page.messages import (
    CardMoved,
    CompareShown,
    CursorMoved,
    EscapePressed,
    FitBounds,
    FrontsShown,
    LayersShown,
    MapClicked,
    PageReady,
    SetView,
    ShowTime,
    SwipeMoved,
    TimeShown,
    ViewChanged,
    decode,
    encode,
)
from viewer.paths import web_dir

COMMANDS = {**messages.COMMANDS, **{kind.type: kind for kind in ANNOTATION_COMMANDS}}
REPORTS = {**messages.REPORTS, **{kind.type: kind for kind in ANNOTATION_REPORTS}}
GOOD: dict[str, tuple[dict[str, Any], object]] = {
    "page_ready": ({"started": True}, PageReady(True)),
    "layers_shown": ({"serial": 3, "problems": ["a"]}, LayersShown(3, ["a"])),
    "time_shown": ({"serial": 4}, TimeShown(4)),
    "view_changed": (
        {"lon": 37, "lat": 48.5, "zoom": 9, "bounds": [36, 48, 38, 49.5]},
        ViewChanged(37, 48.5, 9, [36, 48, 38, 49.5]),
    ),
    "fronts_shown": ({"serial": 3}, FrontsShown(3)),
    "compare_shown": ({"serial": 5}, CompareShown(5)),
    "swipe_moved": ({"position": 0.25}, SwipeMoved(0.25)),
    "cursor_moved": ({"lon": 1.5, "lat": -2, "inside": True}, CursorMoved(1.5, -2, True)),
    "escape_pressed": ({}, EscapePressed()),
    "card_moved": (
        {"card": "legend", "across": "left", "down": "top", "x": 18, "y": 20.5},
        CardMoved("legend", "left", "top", 18, 20.5),
    ),
    "map_menu_requested": (
        {"lon": 1.0, "lat": 2.0, "x": 3, "y": 4},
        MapClicked(1.0, 2.0, 3, 4),
    ),
    "annotations_shown": ({"serial": 6}, AnnotationsShown(6)),
    "annotation_drawn": ({"text": "{}"}, AnnotationDrawn("{}")),
    "annotations_changed": (
        {"gesture": "move", "text": "[]"},
        AnnotationsChanged("move", "[]"),
    ),
    "cut_drawn": ({"text": "[]"}, CutDrawn("[]")),
    "selection_changed": ({"ids": ["a"]}, SelectionChanged(["a"])),
    "tool_ended": ({"tool": "line"}, ToolEnded("line")),
    "annotation_opened": ({"id": "a"}, AnnotationOpened("a")),
    "annotation_menu_requested": (
        {"lon": 1.0, "lat": 2.0, "x": 3, "y": 4},
        AnnotationMenuRequested(1.0, 2.0, 3, 4),
    ),
    "delete_pressed": ({}, DeletePressed()),
}


def script(name: str) -> str:
    return (web_dir() / name).read_text(encoding="utf-8")


def test_the_page_knows_exactly_the_commands_of_python() -> None:
    body = re.search(
        r"^const commands = \{\n(.*?)^\};", script("main.js"), re.DOTALL | re.MULTILINE
    )
    assert body is not None
    names = re.findall(r"^  (\w+):", body[1], re.MULTILINE)
    assert sorted(names) == sorted(COMMANDS)


def test_python_knows_exactly_the_reports_of_the_page() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in web_dir().rglob("*.js"))
    names = set(re.findall(r"""\breport\(\s*["'](\w+)["']""", text))
    assert names == set(REPORTS) == set(GOOD)


def test_reports_carry_exactly_the_fields_that_the_page_sends() -> None:
    text = re.sub(
        r"\s+", " ", "".join(map(script, ("main.js", "bridge.js", "annotations/annotations.js")))
    )
    for name, (fields, _) in GOOD.items():
        sent = re.findall(rf'report\("{name}"(?:, \{{(.*?)\}}\))?', text)
        assert sent, name
        for body in sent:
            inner = re.sub(r"\[[^\]]*\]", "[]", body)
            keys = [part.split(":")[0].strip() for part in inner.split(",") if part.strip()]
            assert set(keys) == set(fields), name


@pytest.mark.parametrize("name", GOOD)
def test_good_reports_are_understood(name: str) -> None:
    fields, message = GOOD[name]
    assert decode(json.dumps({"type": name, **fields})) == message


BAD_VALUES: list[Any] = [None, True, "1", [], {}, [None], ["x", 1], "\u0000", 1e400, 10**400]


def bad_reports() -> list[Any]:
    cases = []
    for name, (fields, _) in GOOD.items():
        cases.append(pytest.param({"type": name, **fields, "more": 1}, id=f"{name}+more"))
        for key, value in fields.items():
            rest = {k: v for k, v in fields.items() if k != key}
            cases.append(pytest.param({"type": name, **rest}, id=f"{name}-{key}"))
            for at, bad in enumerate(BAD_VALUES):
                fits = (
                    (isinstance(value, bool) and isinstance(bad, bool))
                    or (isinstance(value, str) and isinstance(bad, str))
                    or (isinstance(value, list) and bad == [])
                )
                if not fits:
                    document = {"type": name, **fields, key: bad}
                    cases.append(pytest.param(document, id=f"{name}.{key}~{at}"))
    return cases


@pytest.mark.parametrize("document", bad_reports())
def test_a_malformed_report_is_refused_field_by_field(
    document: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    assert decode(json.dumps(document)) is None
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "malformed report from the page" in record.getMessage()
    caplog.clear()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "7",
        "null",
        "[]",
        '"page_ready"',
        "{}",
        '{"type": "show_time"}',
        '{"type": null}',
        '{"type": ["page_ready"]}',
        '{"type": "page_ready" "x"}',
        "[" * 100_000,
    ],
)
def test_what_is_no_report_is_refused(text: str, caplog: pytest.LogCaptureFixture) -> None:
    assert decode(text) is None
    (record,) = caplog.records
    assert "unknown report from the page" in record.getMessage()
    assert len(record.getMessage()) < 300
    caplog.clear()


def test_numbers_that_are_none_are_refused(caplog: pytest.LogCaptureFixture) -> None:
    for word in ("NaN", "Infinity", "-Infinity"):
        text = f'{{"type": "cursor_moved", "lon": {word}, "lat": 1, "inside": true}}'
        assert decode(text) is None
    assert len(caplog.records) == 3
    caplog.clear()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(
    st.sampled_from(sorted(REPORTS)),
    st.dictionaries(
        st.sampled_from(["serial", "problems", "lon", "lat", "zoom", "bounds", "inside", "x", "y"]),
        anything,
    ),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_page_says_decode_gives_a_whole_message_or_none(
    caplog: pytest.LogCaptureFixture, name: str, fields: dict[str, Any]
) -> None:
    message = decode(json.dumps({"type": name, **fields}))
    caplog.clear()
    assert message is None or isinstance(message, REPORTS[name])
    for value in vars(message).values() if message else ():
        assert not isinstance(value, float) or math.isfinite(value)


@given(st.text(), st.floats(allow_nan=False, allow_infinity=False))
@settings(deadline=None)
def test_commands_survive_the_way_as_they_are(text: str, number: float) -> None:
    message = ShowTime(1, text, text, {text: -1}, [{"text": text, "stale": True}])
    assert json.loads(encode(message)) == {
        "type": "show_time",
        "serial": 1,
        "date": text,
        "title": text,
        "indices": {text: -1},
        "lines": [{"text": text, "stale": True}],
    }
    assert json.loads(encode(SetView(number, number, number)))["lon"] == number
    assert encode(message).isascii()


def test_a_number_that_is_none_never_leaves() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        encode(FitBounds([math.nan, 0.0, 1.0, 1.0]))


@pytest.mark.parametrize("kind", [*COMMANDS.values(), *REPORTS.values()])
def test_all_fields_of_a_message_are_told(kind: type[Message]) -> None:
    given = {name: str(number) for number, name in enumerate(kind.names)}
    message = kind(**given)
    assert message.values() == given
    assert message == kind(*given.values())
    assert json.loads(encode(message)) == {"type": kind.type, **given}


def test_a_message_is_frozen_and_compared_by_its_fields() -> None:
    message = TimeShown(4)
    assert message == TimeShown(serial=4) != TimeShown(5)
    assert message != FrontsShown(4)
    assert hash(message) == hash(TimeShown(4))
    assert repr(message) == "TimeShown(serial=4)"
    with pytest.raises(FrozenInstanceError):
        message.serial = 5  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del message.serial  # type: ignore[misc]


def test_a_message_has_defaults_of_its_own() -> None:
    first, second = LayersShown(1), LayersShown(1)
    first.problems.append("a")
    assert second.problems == []
    assert FitBounds([1, 2, 3, 4]).padding == 24


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), ((1, 2), {}), ((1,), {"serial": 1}), ((), {"serial": 1, "other": 2})],
)
def test_a_message_needs_exactly_its_fields(values: Any, named: Any) -> None:
    with pytest.raises(TypeError, match="TimeShown"):
        TimeShown(*values, **named)
