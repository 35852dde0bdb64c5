"""Our own scheme in the real engine: the content policy holds, and nothing else gets through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from map_driver import MapDriver
from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import QWebEnginePage
from pytestqt.qtbot import QtBot

from viewer.page.document import BASE
from viewer.qt.scheme import SCHEME, RequestBlocker, SchemeHandler

ELSEWHERE = "http://192.0.2.1"
"""An address that belongs to nobody (RFC 5737)."""

TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def shared(
    qapp: object, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MapDriver]:
    driver = MapDriver(QtBot(request), tmp_path_factory.mktemp("scheme")).open()
    yield driver
    driver.close()


@pytest.fixture
def page(shared: MapDriver) -> Iterator[MapDriver]:
    yield shared
    assert shared.script_errors == []
    assert shared.page.url().toString() == f"{BASE}/index.html"
    assert shared.js("!!window.salient")


def blocked(page: MapDriver, caplog: pytest.LogCaptureFixture, word: str) -> None:
    """The page said that it was blocked, and nothing else went wrong."""
    page.until(lambda: page.script_errors)
    assert all(word in error for error in page.script_errors), page.script_errors
    page.script_errors.clear()
    caplog.clear()


@pytest.mark.parametrize(
    "attempt",
    [
        "const s = document.createElement('script'); s.textContent = 'window.broken = 1';"
        "document.body.append(s)",
        "document.body.insertAdjacentHTML('beforeend', '<b onclick=\"window.broken = 1\">x</b>');"
        "document.body.lastElementChild.click()",
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"broken = 1\">')",
        "const a = document.createElement('a'); a.href = 'javascript:window.broken = 1';"
        "document.body.append(a); a.click()",
        "setTimeout('window.broken = 1', 0)",
        "const s = document.createElement('script'); s.src = 'data:text/javascript,broken=1';"
        "document.body.append(s)",
        "const s = document.createElement('script');"
        "s.src = URL.createObjectURL(new Blob(['window.broken = 1'])); document.body.append(s)",
        f"const s = document.createElement('script'); s.src = '{ELSEWHERE}/x.js';"
        "document.body.append(s)",
    ],
    ids=["element", "handler", "onerror", "link", "timer", "data", "blob", "elsewhere"],
)
def test_no_inline_or_foreign_script_runs(
    page: MapDriver, caplog: pytest.LogCaptureFixture, attempt: str
) -> None:
    page.js(f"(() => {{ {attempt} }})()")
    page.until(lambda: page.script_errors)
    page.js("new Promise((done) => setTimeout(done, 0))")
    assert page.js("window.broken ?? null") is None
    page.script_errors[:] = [e for e in page.script_errors if "ERR_" not in e]
    blocked(page, caplog, "Content Security Policy")


@pytest.mark.parametrize("code", ["eval('1')", "new Function('return 1')()"])
def test_text_is_never_run(page: MapDriver, caplog: pytest.LogCaptureFixture, code: str) -> None:
    said = page.js(f"(() => {{ try {{ return {code}; }} catch (e) {{ return e.name; }} }})()")
    assert said == "EvalError"
    page.script_errors.clear()
    caplog.clear()


def test_the_control_shows_that_the_policy_is_what_blocks(qtbot: QtBot, page: MapDriver) -> None:
    """The same engine without the policy does run inline script: the tests above can fail."""
    bare = QWebEnginePage(page.window.map_view._profile)
    with qtbot.waitSignal(bare.loadFinished):
        bare.setHtml("<script>window.broken = 1</script>", QUrl(f"{BASE}/bare.html"))
    answers: list[Any] = []
    bare.runJavaScript("window.broken", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    shiboken6.delete(bare)
    assert answers == [1]


@pytest.mark.parametrize(
    "attempt",
    [
        f"fetch('{ELSEWHERE}/')",
        "fetch('https://192.0.2.1/')",
        "fetch('file:///etc/passwd')",
        "fetch('qrc:///qtwebchannel/qwebchannel.js')",
        f"new Promise((yes, no) => {{ const i = new Image(); i.onload = yes; i.onerror = no;"
        f"i.src = '{ELSEWHERE}/x.png'; }})",
        "new Promise((yes, no) => { const s = new WebSocket('ws://192.0.2.1/');"
        "s.onopen = yes; s.onerror = no; })",
        f"new Promise((yes, no) => {{ const s = new EventSource('{ELSEWHERE}/');"
        f"s.onopen = yes; s.onerror = no; }})",
        f"new Promise((yes, no) => {{ const w = new Worker('{ELSEWHERE}/w.js');"
        f"w.onmessage = yes; w.onerror = no; }})",
    ],
    ids=["fetch", "https", "file", "qrc", "image", "socket", "events", "worker"],
)
def test_nothing_is_fetched_from_elsewhere(
    page: MapDriver, caplog: pytest.LogCaptureFixture, attempt: str
) -> None:
    said = page.js(
        "(async () => { try { await " + attempt + "; return 'through'; }"
        "catch (e) { return 'stopped'; } })()"
    )
    assert said == "stopped"
    page.script_errors.clear()
    caplog.clear()


def test_what_gets_past_the_policy_is_blocked_and_counted(qtbot: QtBot, page: MapDriver) -> None:
    view = page.window.map_view
    before = len(view.blocker.blocked)
    bare = QWebEnginePage(view._profile)
    html = f"<img src='{ELSEWHERE}/x.png'><link rel=stylesheet href='https://192.0.2.1/x.css'>"
    with qtbot.waitSignal(bare.loadFinished):
        bare.setHtml(html, QUrl(f"{BASE}/bare.html"))
    qtbot.waitUntil(lambda: len(view.blocker.blocked) >= before + 2)
    shiboken6.delete(bare)
    assert sorted(view.blocker.blocked[before:]) == [
        f"{ELSEWHERE}/x.png",
        "https://192.0.2.1/x.css",
    ]
    assert str(len(view.blocker.blocked)) in page.window.status._pill.toolTip()


class Request:
    """A request that records whether it was blocked."""

    def __init__(self, url: str) -> None:
        self._url = QUrl(url)
        self.blocked = False

    def requestUrl(self) -> QUrl:
        return self._url

    def block(self, blocked: bool) -> None:
        self.blocked = blocked


def test_only_our_own_scheme_passes() -> None:
    blocker = RequestBlocker()
    told: list[int] = []
    blocker.blocked_changed.connect(told.append)
    for url in (f"{BASE}/index.html", "data:,x", f"blob:{BASE}/1"):
        request = Request(url)
        blocker.interceptRequest(request)  # type: ignore[arg-type]
        assert not request.blocked
    foreign = [f"{ELSEWHERE}/", "https://a.example/", "file:///etc/passwd", "ws://a.example/"]
    for url in [*foreign, "ftp://a.example/", "qrc:/x", "chrome://gpu", "about:blank"]:
        request = Request(url)
        blocker.interceptRequest(request)  # type: ignore[arg-type]
        assert request.blocked, url
    assert told == list(range(1, 9))
    assert blocker.blocked[: len(foreign)] == foreign


@pytest.mark.parametrize(
    "target",
    [
        f"{ELSEWHERE}/",
        "file:///etc/passwd",
        f"{BASE}/web/main.js",
        "data:text/html,x",
    ],
)
def test_the_page_goes_nowhere_else(
    page: MapDriver, caplog: pytest.LogCaptureFixture, target: str
) -> None:
    page.js(f"void (window.location.href = '{target}')")
    page.js(TWO_FRAMES)
    assert page.js("location.href") == f"{BASE}/index.html"
    assert page.js("salient.ready()") is True
    page.script_errors.clear()
    caplog.clear()


def test_no_window_opens_and_no_frame_is_filled(
    page: MapDriver, caplog: pytest.LogCaptureFixture
) -> None:
    assert page.js(f"window.open('{BASE}/index.html') === null") is True
    frame = (
        "new Promise((done) => { const f = document.createElement('iframe');"
        "f.onload = () => { let t = ''; try { t = f.contentDocument.body.textContent; }"
        "catch (e) { t = ''; } f.remove(); done(t); };"
        f"f.src = '{BASE}/web/main.js'; document.body.append(f); }})"
    )
    assert "import" not in page.js(frame)
    page.script_errors.clear()
    caplog.clear()


@pytest.mark.parametrize(
    "path",
    [
        "/web/../../pyproject.toml",
        "/web/..%2f..%2fpyproject.toml",
        "/web/%2e%2e/%2e%2e/pyproject.toml",
        "/web/..%2F..%2F..%2F..%2F..%2Fetc%2Fpasswd",
        "/web//etc/passwd",
        "/web/%2fetc%2fpasswd",
        "/web/..%5c..%5cpyproject.toml",
        "/web/main.js%00.css",
        "/web/" + "x" * 3000,
        "/web/" + "x/" * 1500,
        "/web",
        "/web/",
        "/nowhere",
        "/",
        "/series/deepstate/ru_held/0",
        "/series/..%2f..%2fpyproject.toml",
        "/basemap/..%2fleaflet%2fleaflet.js",
        "/INDEX.HTML",
    ],
)
def test_only_what_is_served_is_found(
    page: MapDriver, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    said = page.js(f"fetch('{path}').then((a) => a.ok ? a.text() : null, () => null)")
    assert said is None
    page.script_errors.clear()
    caplog.clear()


def test_what_is_served_comes_with_policy_and_type(page: MapDriver) -> None:
    for path, kind in (
        ("/index.html", "text/html"),
        ("/web/main.js", "text/javascript"),
        ("/web/style.css", "text/css"),
        ("/vendor/leaflet/leaflet.js", "text/javascript"),
        ("/qwebchannel.js", "text/javascript"),
        ("/facts.json", "application/json"),
        ("/series/schematic/ru_held/0", "application/octet-stream"),
    ):
        heads = page.js(
            f"fetch('{path}').then((a) => [a.ok, a.headers.get('content-type'),"
            "a.headers.get('content-security-policy'), a.headers.get('x-content-type-options')])"
        )
        assert heads[0], path
        assert heads[1].startswith(kind), path
        assert heads[2].startswith("default-src 'none'; script-src 'self';"), path
        assert "unsafe" not in heads[2], path
        assert heads[3] == "nosniff", path


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_only_get_is_answered(
    page: MapDriver, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    said = page.js(
        f"fetch('/facts.json', {{method: '{method}'}}).then((a) => a.ok, () => 'refused')"
    )
    assert said in (False, "refused")
    page.script_errors.clear()
    caplog.clear()


def test_a_link_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    served, secret = tmp_path / "served", tmp_path / "secret.txt"
    served.mkdir()
    secret.write_text("secret", encoding="utf-8")
    (served / "link.txt").symlink_to(secret)
    (served / "own.txt").write_text("own", encoding="utf-8")
    handler = SchemeHandler({"served": served})
    assert handler._find("served/own.txt") == b"own"
    assert handler._find("served/link.txt") is None
    assert handler._find("served/../secret.txt") is None
    handler.add_route("route", lambda rest: rest.encode() if rest == "known" else None)
    assert handler._find("route/known") == b"known"
    assert handler._find("route/unknown") is None


def test_the_scheme_is_ours() -> None:
    assert f"{SCHEME.decode()}://local" == BASE
