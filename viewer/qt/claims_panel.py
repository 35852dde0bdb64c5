"""The tab "Claims": dated statements, what each source says of them, and their evidence."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from viewer.core.claims import Claim, Finding
from viewer.core.claims_report import detail_text
from viewer.core.claims_scene import scene_of
from viewer.core.sources import Source, source_of
from viewer.core.undo import Step
from viewer.errors import ViewerError
from viewer.loading.claims_book import ClaimsBook
from viewer.qt.claims_buttons import ClaimsButtons
from viewer.qt.claims_show import show_scene
from viewer.qt.claims_tree import ClaimsTree, Key
from viewer.qt.claims_work import Known, run_tests
from viewer.qt.follow import follow

if TYPE_CHECKING:
    from viewer.qt.main_window import MainWindow
    from viewer.qt.tasks import Task

ONLY_SCHEMATIC = (
    "No archive is imported yet: claims are tested against the bundled schematic only, which is "
    "no survey. Import files of a source (Ctrl+I) to test them against a real map."
)
HOW = "Click a claim, or a source below it, to see the evidence on the map."


class ClaimsPanel(QWidget):
    """Claims with their verdicts; a click shows the evidence on the map.

    Parameters
    ----------
    window : MainWindow
        Whose data folder, map, tasks and undo are used.

    Attributes
    ----------
    book : ClaimsBook
        The claims.
    found : dict of (claim, source id) to Finding
        What is known.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.book = ClaimsBook(window.data)
        self.found: Known = {}
        self.sources: list[Source] = []
        self._task: Task | None = None
        self._stale = True
        self._step_shown = ""
        self._build()
        self.book.changed.connect(self._on_book_changed)
        window.undo.changed.connect(self._on_undo_changed)
        follow(self, window.session.changed, self._on_session_changed)
        self._fill()
        self._tell_problems()

    def _build(self) -> None:
        self.state = QLabel(self)
        self.shown = QLabel(self)
        for label in (self.state, self.shown):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setProperty("look", "mute")
            label.setContentsMargins(10, 6, 10, 6)
        self.shown.setText(HOW)
        self.tree = ClaimsTree(self)
        self.details = QPlainTextEdit(self)
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName("Details of the claim")
        self.details.setPlaceholderText("Choose a claim to read how it was tested.")
        self.buttons = ClaimsButtons(self, self._window)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.addWidget(self.tree)
        below = QWidget(self)
        around = QVBoxLayout(below)
        around.setContentsMargins(8, 4, 8, 0)
        around.addWidget(self.details)
        parts.addWidget(below)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 1)
        parts.setSizes([440, 160])
        parts.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(4)
        layout.addWidget(self.state)
        layout.addWidget(parts, 1)
        layout.addWidget(self.shown)
        layout.addWidget(self.buttons)
        self.setFocusProxy(self.tree)
        local = Qt.ShortcutContext.WidgetShortcut
        for key, act in (
            (QKeySequence.StandardKey.Copy, self.buttons.copy),
            (QKeySequence.StandardKey.Delete, self.buttons.delete),
        ):
            QShortcut(QKeySequence(key), self.tree, context=local).activated.connect(act)
        self.tree.chosen.connect(self._on_chosen)
        self.tree.currentItemChanged.connect(lambda *_: self._on_current_changed())

    # -- what is chosen --------------------------------------------------------------------

    def claim(self) -> Claim | None:
        """The claim of the current row."""
        key = self.tree.key()
        return None if key is None else self._claim_of(key)

    def findings_of(self, claim: Claim) -> list[Finding]:
        """What is known of a claim, source by source."""
        known = [self.found.get((claim, source.id)) for source in self.sources]
        return [finding for finding in known if finding is not None]

    def _claim_of(self, key: Key) -> Claim | None:
        own, claim_id, _ = key
        claims = self.book.own if own else self.book.bundled
        return next((claim for claim in claims if claim.id == claim_id), None)

    def _on_current_changed(self) -> None:
        claim = self.claim()
        self.details.setPlainText("" if claim is None else self._details(claim))
        self.buttons.set_claim(claim)

    def _details(self, claim: Claim) -> str:
        return detail_text(claim, self.findings_of(claim))

    def _on_chosen(self, key: Key) -> None:
        """Show the evidence of a row; that of one source when it is a source's."""
        claim = self._claim_of(key)
        if claim is None:
            return
        session = self._window.session
        scene = scene_of(
            claim,
            self.findings_of(claim),
            key[2] or None,
            session.sectors,
            {(f.header.source, f.header.status): f.header.bounds_wgs84 for f in session.series},
        )
        if scene is None:
            text = "This is not a map quantity, so there is nothing to show on the map."
            if claim.first is not None:
                who = source_of(key[2]).name if key[2] else "No loaded source"
                text = f"{who} draws nothing of it, so there is nothing to show on the map."
        else:
            text = show_scene(self._window, scene, f"show claim {claim.id}")
            self._step_shown = self._window.undo.undo_name
        self.shown.setText(text)
        self._window.status.show_message(text)

    def _on_undo_changed(self) -> None:
        """Forget what was said of a step that was taken back."""
        if self._step_shown and self._window.undo.undo_name != self._step_shown:
            self._step_shown = ""
            self.shown.setText(HOW)

    # -- testing ---------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Test what is not tested yet."""
        super().showEvent(event)
        self._test()

    def _on_session_changed(self, changed: frozenset[str]) -> None:
        if "theme" in changed:
            self._fill()
        if "series" in changed:  # an import may have brought other days
            self.found.clear()
            self._stale = True
            self._fill()
            self._test()

    def _on_book_changed(self) -> None:
        self._stale = True
        self._fill()
        self._test()

    def _test(self) -> None:
        """Test in the background; what is known is not computed again."""
        if not self._stale or not self.isVisible():
            return
        if self._task is not None:
            self._task.cancel()
        self._stale = False
        work = partial(_work, self._window, self.book.claims, dict(self.found))
        task = self._window.tasks.add("Testing claims", work)
        task.finished.connect(partial(self._on_tested, task))
        task.failed.connect(partial(self._on_failed, task))
        self._task = task
        self._tell_state()

    def _on_tested(self, task: Task, result: object) -> None:
        if task is not self._task:
            return
        self._task = None
        if isinstance(result, tuple) and not self._stale:
            self.sources, self.found = result
            self._fill()
        else:
            self._stale = True
            self._tell_state()

    def _on_failed(self, task: Task, error: object) -> None:
        if task is self._task:
            self._task = None
            self._stale = True
            self._tell_state()
            self._window.show_failure(error)

    # -- telling ---------------------------------------------------------------------------

    def _fill(self) -> None:
        self.tree.fill(self.book.claims, self.sources, self.found, self._window.session.theme)
        self._on_current_changed()
        self._tell_state()

    def _tell_state(self) -> None:
        if self._task is not None:
            text = "Testing claims …"
        elif self._stale:
            text = "Testing was stopped. Close and open this tab to go on."
        elif all(source.schematic for source in self.sources):
            text = ONLY_SCHEMATIC
        else:
            names = ", ".join(source.name for source in self.sources)
            text = f"Each claim against each source by itself: {names}. A difference is no error."
        self.state.setText(text)

    def _tell_problems(self) -> None:
        if self.book.unreadable is not None:
            self._window.notices.show_error(self.book.unreadable, self._window)
        elif self.book.problems:
            self.buttons.tell_problems("Your claims", self.book.problems)

    # -- changing the user's own -----------------------------------------------------------

    def change_own(self, name: str, claims: list[Claim]) -> bool:
        """Replace the user's claims as one undoable step; says why when it cannot be done."""
        before = self.book.own

        after = tuple(claims)
        if not self._replace(after):
            return False
        self._window.undo.record(
            Step(name, partial(self._replace, after), partial(self._replace, before))
        )
        return True

    def _replace(self, claims: tuple[Claim, ...]) -> bool:
        try:
            self.book.replace_own(claims)
        except ViewerError as error:
            self._window.notices.show_error(error, self._window)
            return False
        return True


def _work(
    window: MainWindow, claims: tuple[Claim, ...], known: Known, progress: object, cancelled: object
) -> object:
    return run_tests(window.data, claims, known, progress, cancelled)  # type: ignore[arg-type]
