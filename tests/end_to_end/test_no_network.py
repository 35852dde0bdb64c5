"""No request leaves: the kernel counts what the whole program tries to send.

The program runs in a network namespace of its own, in which nothing is reachable, not even this
machine itself. Every attempt of any of its processes, Chromium's included, fails there for want
of a route and is counted by the kernel. Where namespaces are not permitted, strace listens to the
calls instead.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from project_files import PROJECT

COUNTERS = {
    "/proc/net/snmp": ("Ip.OutRequests", "Ip.OutNoRoutes", "Tcp.ActiveOpens", "Udp.OutDatagrams"),
    "/proc/net/snmp6": ("Ip6OutRequests", "Ip6OutNoRoutes", "Udp6OutDatagrams"),
}
IN_NAMESPACE = ("unshare", "--user", "--map-root-user", "--net", "sh", "-c")
TELL = '"$@"; code=$?; cat /proc/net/snmp /proc/net/snmp6 2>/dev/null; exit $code'
STRACE = ("strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o")

# Opens the window, steps through dates, lets the page try hard to get out, and closes.
WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from viewer.app import make_application
from viewer.core.sectors import load_sectors
from viewer.core.session import Session
from viewer.qt.main_window import MainWindow
from viewer.qt.settings import open_settings

app = make_application()
data = Path(sys.argv[1])
window = MainWindow(Session(load_sectors()), data, open_settings(data))
tries = (
    "fetch('https://192.0.2.1/').catch(() => 0);"
    "new Image().src = 'http://192.0.2.2/x.png';"
    "try { new WebSocket('ws://192.0.2.3/'); } catch (error) {}"
    "navigator.sendBeacon('http://192.0.2.4/', 'x');"
    "const link = document.createElement('link'); link.rel = 'preconnect';"
    "link.href = 'https://192.0.2.5'; document.head.append(link);"
    "if (window.RTCPeerConnection) {"
    "const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:192.0.2.7:3478'}]});"
    "peer.createDataChannel('x'); peer.createOffer().then((o) => peer.setLocalDescription(o)); }"
    "location.href = 'http://192.0.2.6/';"
)

def step():
    window.session.timeline.next()
    window.map_view.map_page.runJavaScript(tries)
    QTimer.singleShot(400, window, window.close)

window.interactive.connect(step)
window.show()
code = app.exec()
window.deleteLater()
app.processEvents()
print("shown", code)
"""
CONTROL = """
import socket, subprocess, sys
child = "import socket; s = socket.socket(); s.connect(('192.0.2.1', 80))"
subprocess.run([sys.executable, "-c", child], stderr=subprocess.DEVNULL)
"""


def namespace_works() -> bool:
    if shutil.which("unshare") is None:
        return False
    ran = subprocess.run([*IN_NAMESPACE, "cat /proc/net/snmp"], capture_output=True, check=False)
    return ran.returncode == 0 and b"OutNoRoutes" in ran.stdout


def sent_by(command: list[str], tmp_path: Path) -> tuple[dict[str, int] | list[str], str]:
    """Run a command; return what it tried to send, and its output."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(PROJECT)}
    if namespace_works():
        command = [*IN_NAMESPACE, TELL, "sh", *command]
    elif shutil.which("strace"):
        command = [*STRACE, str(tmp_path / "calls"), *command]
    else:
        pytest.skip("neither network namespaces nor strace are to be had here")
    ran = subprocess.run(
        command, capture_output=True, text=True, timeout=100, env=environment, check=False
    )
    if command[0] == "strace":
        calls = (tmp_path / "calls").read_text(encoding="utf-8", errors="replace")
        return re.findall(r".*sa_family=AF_INET6?.*", calls), ran.stdout
    return counters(ran.stdout), ran.stdout + ran.stderr


def counters(text: str) -> dict[str, int]:
    """Those of `COUNTERS` that are not zero."""
    found: dict[str, int] = {}
    heads = re.findall(r"^(Ip|Tcp|Udp): (\D.*)\n\1: (.*)$", text, re.MULTILINE)
    for protocol, names, values in heads:
        found |= {
            f"{protocol}.{name}": int(value)
            for name, value in zip(names.split(), values.split(), strict=True)
        }
    found |= {name: int(value) for name, value in re.findall(r"^(\w*6\w+)\s+(\d+)$", text, re.M)}
    wanted = {name for names in COUNTERS.values() for name in names}
    assert "Ip.OutNoRoutes" in found
    return {name: value for name, value in found.items() if name in wanted and value}


def test_the_trap_catches_a_connection_of_a_grandchild(tmp_path: Path) -> None:
    sent, _ = sent_by([sys.executable, "-c", CONTROL], tmp_path)
    assert sent


def test_nothing_is_sent_by_a_picture(tmp_path: Path) -> None:
    out = tmp_path / "map.png"
    words = ["render", "--date", "2024-11-13", "--out", str(out), "--data-dir", str(tmp_path)]
    sent, told = sent_by([sys.executable, str(PROJECT / "main.py"), *words], tmp_path)
    assert out.stat().st_size > 10_000, told
    assert not sent


def test_nothing_is_sent_by_a_window_whose_page_tries_hard(tmp_path: Path) -> None:
    sent, told = sent_by([sys.executable, "-c", WINDOW, str(tmp_path)], tmp_path)
    assert "shown 0" in told, told
    assert not sent
