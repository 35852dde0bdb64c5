"""What is remembered: a round trip, and whatever stands in the file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import make_session
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QSettings

from viewer.core.layers import GROUPS
from viewer.core.session import View
from viewer.qt.settings import (
    bytes_setting,
    open_settings,
    remembered_theme,
    restore_session,
    restore_time,
    save_session,
)


def test_a_folder_of_its_own_holds_its_settings(tmp_path: Path) -> None:
    settings = open_settings(tmp_path)
    assert Path(settings.fileName()) == tmp_path / "settings.ini"
    assert settings.format() == QSettings.Format.IniFormat


def test_nothing_remembered_changes_nothing(tmp_path: Path) -> None:
    session = make_session()
    assert restore_session(open_settings(tmp_path), session) is False
    restore_time(open_settings(tmp_path), session)
    assert session.timeline.current == date(2024, 11, 13)
    assert remembered_theme(open_settings(tmp_path)) == "light"
    assert bytes_setting(open_settings(tmp_path), "layout").isEmpty()


def test_what_is_saved_is_restored(tmp_path: Path) -> None:
    first = make_session()
    first.timeline.seek(date(2024, 9, 9))
    first.timeline.set_window(date(2024, 9, 1), date(2024, 9, 30))
    first.timeline.set_speed(45)
    first.timeline.set_loop(True)
    first.set_theme("dark")
    first.set_language("uk")
    first.set_view(View(37.25, 48.5, 9.5))
    first.layers.move("source:schematic", 0)
    first.layers.set_visible("series:uacontrolmap/ua_held_in_ru", False)
    first.layers.set_opacity("sector:kursk", 0.25)
    settings = open_settings(tmp_path)
    save_session(settings, first)
    settings.setValue("layout", QByteArray(b"\x00\x01"))
    settings.sync()
    again = open_settings(tmp_path)
    second = make_session()
    assert restore_session(again, second)
    restore_time(again, second)
    assert second.timeline.current == date(2024, 9, 9)
    assert second.timeline.window == (date(2024, 9, 1), date(2024, 9, 30))
    assert (second.timeline.speed, second.timeline.loop) == (45, True)
    assert (second.theme, second.language) == ("dark", "uk")
    assert remembered_theme(again) == "dark"
    assert second.view == View(37.25, 48.5, 9.5)
    for group in GROUPS:
        assert second.layers.rows(group) == first.layers.rows(group)
        for row in first.layers.rows(group):
            assert second.layers.children(row.id) == first.layers.children(row.id)
    assert bytes_setting(again, "layout") == b"\x00\x01"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
names = ("layers", "theme", "language", "speed", "loop", "date", "window", "view")


odd_views = st.lists(st.floats() | st.integers() | st.booleans(), min_size=3, max_size=3)


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(names, json_values) | {"view": odd_views | json_values}
    )
    | json_values
)
@hypothesis_settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_remembered_the_session_stays_whole(tmp_path: Path, state: Any) -> None:
    settings = open_settings(tmp_path)
    settings.setValue("session", json.dumps(state))
    session = make_session(days=40)
    restore_session(settings, session)
    restore_time(settings, session)
    assert session.theme in ("light", "dark")
    assert session.language in ("en", "uk", "both")
    assert 1 <= session.timeline.speed <= 60
    extent, current = session.timeline.extent, session.timeline.current
    assert extent is not None
    assert current is not None
    assert extent[0] <= current <= extent[1]
    if session.view is not None:
        assert -180 <= session.view.lon <= 180
        assert -90 <= session.view.lat <= 90
        assert 0 <= session.view.zoom <= 30


def test_damaged_text_is_left_out_with_a_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = open_settings(tmp_path)
    settings.setValue("session", "{broken")
    assert restore_session(settings, make_session()) is False
    assert "damaged" in caplog.text
    caplog.clear()
