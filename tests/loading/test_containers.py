"""Folders, zip, tar, gzip and friends: by content, with limits, and never one inside another."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from loading_builders import deepstate, star, unified, write, write_deepstate, write_uacontrolmap

from viewer.loading import limits
from viewer.loading.archive import Archive
from viewer.loading.importing import ImportReport, import_paths
from viewer.loading.report import Action

Run = Callable[..., ImportReport]


def reasons(report: ImportReport, action: Action = Action.SKIPPED) -> str:
    return " | ".join(problem.reason for problem in report.of(action))


def days(archives: Path, source: str = "deepstate", status: str = "ru_held") -> list[str]:
    return [str(day) for day in Archive(archives / f"{source}.gpkg").table(status).dates]


def daily_bytes(date: str) -> bytes:
    return json.dumps(deepstate(date)).encode()


def zip_of(path: Path, members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tar_of(path: Path, members: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


MEMBERS = {
    "data/deepstatemap_data_20240801.geojson": daily_bytes("20240801"),
    "data/deepstatemap_data_20240802.geojson": daily_bytes("20240802"),
    "data/broken_20240803.json": b"{",
}


def test_folders_are_read_to_the_bottom_and_hidden_ones_are_not(
    run: Run, files: Path, archives: Path
) -> None:
    write_deepstate(files / "a" / "b", "20240801")
    write_deepstate(files / "с кирилицею", "20240802")
    write_deepstate(files / ".git", "20240803")
    (files / "a" / "loop").symlink_to(files, target_is_directory=True)
    report = run(files)
    assert days(archives) == ["2024-08-01", "2024-08-02"]
    assert report.skipped == 0


@pytest.mark.parametrize("name", ["days.zip", "days.bin"])
def test_zip_by_content(run: Run, files: Path, archives: Path, name: str) -> None:
    report = run(zip_of(files / name, MEMBERS))
    assert days(archives) == ["2024-08-01", "2024-08-02"]
    skipped = report.of(Action.SKIPPED)[0]
    assert "broken_20240803.json" in skipped.file
    assert "cut off" in skipped.reason
    row = Archive(archives / "deepstate.gpkg").provenance()[0]
    assert row.container == str(files / name)
    assert row.file == "data/deepstatemap_data_20240801.geojson"


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_by_content(run: Run, files: Path, archives: Path, mode: str) -> None:
    run(tar_of(files / "days.data", MEMBERS, mode))
    assert days(archives) == ["2024-08-01", "2024-08-02"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_one_packed_daily_file(
    run: Run, files: Path, archives: Path, pack: Callable[[bytes], bytes]
) -> None:
    path = write(files / "deepstatemap_data_20240801.geojson.gz", pack(daily_bytes("20240801")))
    run(path)
    assert days(archives) == ["2024-08-01"]


def test_both_archives_in_one_container(run: Run, files: Path, archives: Path) -> None:
    other = write_uacontrolmap(files, "20240801").read_bytes()
    members = {**MEMBERS, "20240801.json": other}
    report = run(zip_of(files / "all.zip", members))
    assert report.changed == ["deepstate", "uacontrolmap"]


def test_unified_file_packed_and_plain(run: Run, files: Path, archives: Path) -> None:
    document = unified({f"2024-08-{n:02d}": [[star(radius=1 + n / 100)]] for n in (3, 1, 2)})
    text = json.dumps(document).encode()
    packed = write(files / "deepstate-map-data.geojson.gz", gzip.compress(text))
    report = run(packed)
    assert days(archives) == ["2024-08-01", "2024-08-02", "2024-08-03"]
    assert report.imported == 3
    again = run(write(files / "deepstate-map-data.geojson", text))
    assert (again.imported, again.already_there) == (0, 3)


def test_unified_file_in_pieces_equals_the_whole(
    run: Run, files: Path, archives: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.loading.reading._WHOLE_BYTES", 1000)
    monkeypatch.setattr("viewer.loading.collections.CHUNK", 777)
    document = unified(
        {f"2024-08-{n:02d}": [[star(radius=1 + n / 100)]] for n in range(1, 20)},
        crs={"type": "name", "properties": {"name": "EPSG:4326"}},
        note='brackets in text: ]}[{ and an escaped quote \\" and \u0456',
    )
    document["features"][4]["properties"]["date"] = "2024-08-05T00:00:00"
    report = run(write(files / "deepstate-map-data.geojson", document))
    assert report.imported == 19
    assert days(archives)[4] == "2024-08-05"


def test_truncated_unified_file_gives_the_days_before_the_cut(run: Run, files: Path) -> None:
    document = unified({f"2024-08-{n:02d}": [[star()]] for n in range(1, 11)})
    text = json.dumps(document).encode()
    plain = write(files / "deepstate-map-data.geojson", text[: len(text) // 2])
    report = run(plain)
    assert report.imported == 4
    assert "cut off" in reasons(report)


def test_truncated_and_damaged_gzip(run: Run, files: Path) -> None:
    rows = {f"2024-08-{n:02d}": [[star(radius=1 + n / 50)]] for n in range(1, 29)}
    packed = gzip.compress(json.dumps(unified(rows)).encode(), mtime=0)
    write_deepstate(files, "20230801")
    write(files / "deepstate-cut.geojson.gz", packed[: len(packed) // 2])
    broken = bytearray(packed)
    broken[-6] ^= 0xFF
    write(files / "deepstate-crc.geojson.gz", bytes(broken))
    report = run(files)
    assert report.imported == 1
    assert sorted(problem.file for problem in report.of(Action.SKIPPED)) == [
        "deepstate-crc.geojson.gz",
        "deepstate-cut.geojson.gz",
    ]


def test_containers_inside_containers_are_refused_in_words(run: Run, files: Path) -> None:
    inner = zip_of(files / "inner.zip", MEMBERS).read_bytes()
    outer = zip_of(files / "outer.zip", {"inner.zip": inner, "x.gz": gzip.compress(b"{}")})
    report = run(outer)
    assert report.imported == 0
    assert reasons(report).count("container inside a container") == 2
    double = write(files / "double.gz", gzip.compress(gzip.compress(daily_bytes("20240801"))))
    assert "container inside a container" in reasons(run(double))


def test_damaged_containers(run: Run, files: Path) -> None:
    whole = zip_of(files / "whole.zip", MEMBERS).read_bytes()
    write(files / "cut.zip", whole[: len(whole) // 2])
    packed = tar_of(files / "whole.tgz", MEMBERS).read_bytes()
    write(files / "cut.tgz", packed[: len(packed) // 2])
    report = run(files / "cut.zip", files / "cut.tgz", write_deepstate(files, "20240810"))
    assert {"cut.zip", "cut.tgz"} <= {problem.file for problem in report.of(Action.SKIPPED)}
    assert report.imported >= 1


def test_zip_bomb_is_refused(run: Run, files: Path) -> None:
    bomb = zip_of(files / "bomb.zip", {"20240801.json": b" " * (30 * limits.MIB), **MEMBERS})
    report = run(bomb)
    assert "times its size" in reasons(report)
    assert report.imported == 2


def test_zip_that_lies_about_its_sizes(
    run: Run, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zip_of(files / "lies.zip", {"20240801.json": b" " * 3_000_000})
    data = bytearray(path.read_bytes())
    real = (3_000_000).to_bytes(4, "little")
    while (at := data.find(real)) >= 0:
        data[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    report = run(path)
    assert report.imported == 0
    assert report.skipped == 1


def test_gzip_bomb_is_refused(run: Run, files: Path) -> None:
    head = b'{"type": "FeatureCollection", "features": ['
    bomb = gzip.compress(head + b" " * (20 * limits.MIB))
    report = run(write(files / "deepstate-map-data.geojson.gz", bomb))
    assert "times its size" in reasons(report)


def test_too_many_members(run: Run, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_MEMBERS", 2)
    report = run(zip_of(files / "many.zip", MEMBERS), tar_of(files / "many.tar", MEMBERS, "w"))
    assert reasons(report).count("more than 2 members") == 2


def test_file_above_the_limit(
    run: Run, files: Path, archives: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_DAY_BYTES", 100_000)
    monkeypatch.setattr(limits, "MAX_STREAMED_BYTES", 200_000)
    huge = files / "deepstatemap_data_20240801.geojson"
    with huge.open("wb") as handle:
        handle.write(daily_bytes("20240801"))
        handle.truncate(300_000)
    report = run(huge, write_deepstate(files, "20240802"))
    assert "larger than" in reasons(report)
    assert days(archives) == ["2024-08-02"]


def test_path_traversal_writes_nothing_outside(run: Run, files: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.rglob("*"))
    members = {"../../evil.shp": b"\x00\x00\x27\x0a", "/etc/evil_20240801.json": b"{}"}
    report = run(zip_of(files / "evil.zip", members))
    assert report.imported == 0
    after = sorted(path.name for path in tmp_path.rglob("*"))
    assert set(after) - set(before) <= {"evil.zip", "archives", ".import.lock"}


def test_unreadable_file(run: Run, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_deepstate(files, "20240801")
    write_deepstate(files, "20240802")
    real = Path.open

    def refuse(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self.name == path.name:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    report = run(files)
    assert "no permission" in reasons(report)
    assert report.imported == 1


def test_pipe_is_no_file(run: Run, files: Path) -> None:
    os.mkfifo(files / "pipe_20240801.json")
    assert "no ordinary file" in reasons(run(files))


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "nothing" / "inside").mkdir(parents=True)
    report = import_paths([tmp_path / "nothing"], tmp_path / "archives")
    assert [problem.reason for problem in report.problems] == [
        "is a folder without files to import; check the path"
    ]
    assert not report.changed
