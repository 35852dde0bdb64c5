"""Kill an editing and saving process again and again; say what could not be recovered.

Run as a program of its own, so that it may fork. Each round a child works through a script of
known edits, saving now and then, and tells after every gesture that it is done. It is killed at a
random instant. What the next start finds must be a prefix of the script, at most one gesture ahead
of what the child had told.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import sys
from pathlib import Path

from viewer.core.annotation_store import Edit, Item
from viewer.core.annotations import Annotation, Kind
from viewer.loading.sessions.content import SessionContent
from viewer.loading.sessions.leftover import recoverable
from viewer.loading.sessions.opening import open_session
from viewer.loading.sessions.saving import FileMark, save_session
from viewer.loading.sessions.working import WorkingCopy

GESTURES = 24
SAVE_EVERY = 3
LONGEST_WAIT_S = 0.01


def script() -> list[Edit]:
    """Known edits: draw, move, delete, each from the state that the ones before leave."""
    chance = random.Random(7)
    state: dict[str, Item] = {}
    edits = []
    for number in range(GESTURES):
        after: dict[str, Item | None] = {}
        if state and chance.random() < 0.2:
            after[chance.choice(sorted(state))] = None
        else:
            keys = [f"{number:032x}", *(chance.sample(sorted(state), 1) if state else [])]
            for key in keys:
                at = (chance.uniform(30, 40), chance.uniform(45, 52))
                after[key] = Annotation(key, Kind.POINT, at, title=f"Gesture {number}")
        edits.append(Edit(f"gesture {number}", {key: state.get(key) for key in after}, after))
        for key, item in after.items():
            state.pop(key, None) if item is None else state.update({key: item})
    return edits


def states(edits: list[Edit]) -> list[dict[str, Item]]:
    """State before the first edit, and after each."""
    found: list[dict[str, Item]] = [{}]
    for edit in edits:
        fresh = {**found[-1], **{k: v for k, v in edit.after.items() if v is not None}}
        found.append({k: v for k, v in fresh.items() if edit.after.get(k, v) is not None})
    return found


def work(folder: Path, tell: int, edits: list[Edit], after: list[dict[str, Item]]) -> None:
    """What the child does until it is killed."""
    path, mark = folder / "s.salient.gpkg", None
    working = WorkingCopy.create(folder / "recovery", SessionContent(), path)
    for number, edit in enumerate(edits, start=1):
        working.append(edit)
        os.write(tell, b"x")
        if number % SAVE_EVERY == 0:
            content = SessionContent(items=list(after[number].values()))
            mark = save_session(path, content, folder / "versions", mark)
            working.mark_saved(path)
            os.write(tell, b"s")


def verdict(folder: Path, told: bytes, after: list[dict[str, Item]]) -> str:
    """What is wrong with what was left behind; "" when nothing is."""
    done = told.count(b"x")
    path = folder / "s.salient.gpkg"
    saved: dict[str, Item] = {}
    if path.exists():
        opened = open_session(path)
        saved = {item.id: item for item in opened.content.items}
        if opened.problems or saved not in [after[n] for n in range(0, done + 1, SAVE_EVERY)]:
            return f"the saved file is no saved state: {opened.problems}"
    FileMark.of(path)
    found = recoverable(folder / "recovery")
    if not found:
        lost = done % SAVE_EVERY and told[-1:] != b"s"
        return "work was not found" if lost and saved != after[done] else ""
    working, opened = WorkingCopy.take_over(found[0])
    state = {item.id: item for item in opened.content.items}
    working.discard()
    if opened.problems:
        return f"problems: {opened.problems}"
    return "" if state in after[done : done + 2] else f"not the state after {done} gestures"


def _heard(hear: int, gestures: int) -> bytes:
    """What the child tells until so many gestures are done."""
    told = b""
    while told.count(b"x") < gestures and (part := os.read(hear, 1)):
        told += part
    return told


def main(folder: Path, rounds: int, seed: int) -> None:
    """Run the rounds and print what happened as JSON."""
    edits = script()
    after = states(edits)
    chance = random.Random(seed)
    wrong, cut_short, gestures = [], 0, 0
    for number in range(rounds):
        place = folder / str(number)
        place.mkdir(parents=True)
        hear, tell = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(hear)
            work(place, tell, edits, after)
            os._exit(0)
        os.close(tell)
        told = _heard(hear, chance.randrange(GESTURES // 2))
        # then anywhere within the next gesture or save
        select.select([hear], [], [], chance.uniform(0.0, LONGEST_WAIT_S))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        while part := os.read(hear, 4096):
            told += part
        os.close(hear)
        cut_short += os.WIFSIGNALED(status)
        gestures += told.count(b"x")
        problem = verdict(place, told, after)
        if problem:
            wrong.append(f"round {number}, seed {seed}: {problem}")
        shutil.rmtree(place)
    report = {"rounds": rounds, "killed": cut_short, "gestures": gestures, "wrong": wrong}
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
