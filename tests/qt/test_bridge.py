"""The bridge: commands wait for the page; reports are checked at the border."""

from __future__ import annotations

import json
import logging

import pytest

from viewer.page.messages import PageReady, ShowCards, TimeShown, ZoomBy
from viewer.qt.bridge import Bridge


def bridge_of() -> tuple[Bridge, list[str], list[object]]:
    bridge = Bridge()
    sent: list[str] = []
    heard: list[object] = []
    bridge.command_sent.connect(lambda text: sent.append(json.loads(text)["type"]))
    bridge.reported.connect(heard.append)
    return bridge, sent, heard


def test_commands_wait_until_the_page_is_ready_and_keep_their_order() -> None:
    bridge, sent, heard = bridge_of()
    bridge.send(ZoomBy(1))
    bridge.send(ShowCards(True, True, True))
    assert sent == []
    bridge.report('{"type": "page_ready", "started": false}')
    assert sent == ["zoom_by", "show_cards"]
    assert heard == [PageReady()]
    bridge.send(ZoomBy(2))
    assert sent[-1] == "zoom_by"


def test_what_is_sent_on_the_report_goes_before_what_waited() -> None:
    bridge, sent, _ = bridge_of()
    bridge.reported.connect(lambda _: bridge.send(ShowCards(True, True, True)))
    bridge.send(ZoomBy(1))
    bridge.report('{"type": "page_ready", "started": false}')
    assert sent == ["show_cards", "zoom_by"]


def test_a_lost_page_takes_what_waits_with_it() -> None:
    bridge, sent, _ = bridge_of()
    bridge.report('{"type": "page_ready", "started": false}')
    bridge.reset()
    assert not bridge.ready
    bridge.send(ZoomBy(1))
    bridge.reset()
    bridge.report('{"type": "page_ready", "started": false}')
    assert sent == []


def test_only_whole_reports_come_through(caplog: pytest.LogCaptureFixture) -> None:
    bridge, _, heard = bridge_of()
    bridge.report('{"type": "time_shown", "serial": 3}')
    bridge.report('{"type": "time_shown", "serial": "3"}')
    bridge.report("nonsense")
    assert heard == [TimeShown(3)]
    assert not bridge.ready
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2
    caplog.clear()
