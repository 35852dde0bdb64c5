"""The buttons below the claims: add, edit, delete, copy, import, export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from viewer.core.claims import Claim, Finding
from viewer.errors import ViewerError
from viewer.qt.notices import TextDialog

if TYPE_CHECKING:
    from viewer.qt.claims_panel import ClaimsPanel
    from viewer.qt.main_window import MainWindow

_BUNDLED_TIP = "Bundled claims cannot be changed; add one of your own"


class ClaimsButtons(QWidget):
    """What can be done with claims.

    Parameters
    ----------
    panel : ClaimsPanel
        Whose claims.
    window : MainWindow
        Owner of dialogs and notices.
    """

    def __init__(self, panel: ClaimsPanel, window: MainWindow) -> None:
        super().__init__(panel)
        self._panel, self._window = panel, window
        self.add_button = self._button("&Add...", "Add a claim of your own", self.add)
        self.edit_button = self._button("&Edit...", "Change your claim", self.edit)
        self.delete_button = self._button(
            "&Delete", "Delete your claim (Ctrl+Z brings it back)", self.delete
        )
        self.more_button = QToolButton(self)
        self.more_button.setText("More \u25be")
        self.more_button.setProperty("look", "outlined")
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more_button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.more_button.setToolTip("Copy, import and export")
        self.menu = QMenu(self.more_button)
        for text, act in (
            ("&Copy this claim", self.copy),
            ("&Import claims from CSV...", self.choose_import),
            ("E&xport findings as CSV...", lambda: self.choose_export("csv")),
            ("Export findings as &JSON...", lambda: self.choose_export("json")),
            ("Export &claims as CSV...", lambda: self.choose_export("claims")),
        ):
            self.menu.addAction(text).triggered.connect(lambda _on=False, act=act: act())
        self.more_button.setMenu(self.menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(6)
        for widget in (self.add_button, self.edit_button, self.delete_button):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.more_button)
        self.set_claim(None)

    def _button(self, text: str, tip: str, act: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setToolTip(tip)
        button.clicked.connect(act)
        return button

    def set_claim(self, claim: Claim | None) -> None:
        """Allow what can be done with the current claim."""
        own = claim is not None and claim.own
        self.edit_button.setEnabled(own)
        self.delete_button.setEnabled(own)
        bundled = claim is not None and not claim.own
        self.edit_button.setToolTip(_BUNDLED_TIP if bundled else "Change your claim")
        self.delete_button.setToolTip(
            _BUNDLED_TIP if bundled else "Delete your claim (Ctrl+Z brings it back)"
        )

    # -- the user's own --------------------------------------------------------------------

    def add(self) -> None:
        """Ask for a new claim."""
        from viewer.qt.claims_dialog import ClaimDialog

        dialog = ClaimDialog(self._panel.book, None, self._window)
        dialog.made.connect(self._on_added)
        dialog.open()

    def edit(self) -> None:
        """Change the user's claim that is current."""
        from viewer.qt.claims_dialog import ClaimDialog

        claim = self._panel.claim()
        if claim is None or not claim.own:
            return
        dialog = ClaimDialog(self._panel.book, claim, self._window)
        dialog.made.connect(lambda made: self._on_edited(claim, made))
        dialog.open()

    def delete(self) -> None:
        """Delete the user's claim that is current."""
        claim = self._panel.claim()
        if claim is not None and claim.own:
            rest = [one for one in self._panel.book.own if one != claim]
            self._panel.change_own("delete claim", rest)

    def _on_added(self, claim: Claim) -> None:
        if self._panel.change_own("add claim", [*self._panel.book.own, claim]):
            self._panel.tree.select((True, claim.id, ""))

    def _on_edited(self, before: Claim, after: Claim) -> None:
        if before != after:
            own = [after if one == before else one for one in self._panel.book.own]
            self._panel.change_own("edit claim", own)

    # -- files -----------------------------------------------------------------------------

    def choose_import(self) -> None:
        """Ask for a CSV file and add its claims."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Import claims", self._folder(), "Claims (*.csv)"
        )
        if name:
            self.import_file(Path(name))

    def import_file(self, path: Path) -> None:
        """Add the claims of a CSV file; the same id replaces."""
        self._remember(path)
        try:
            claims, count, problems = self._panel.book.with_file(path)
        except ViewerError as error:
            self._window.notices.show_error(error, self._window)
            return
        if count and not self._panel.change_own("import claims", claims):
            return
        if problems:
            self.tell_problems(f"{count} claims imported from {path.name}", problems)
        else:
            self._window.status.show_message(f"{count} claims imported from {path.name}")

    def tell_problems(self, done: str, problems: Sequence[str]) -> None:
        """Say which rows of a file were left out."""
        count = f"{len(problems)} row{'' if len(problems) == 1 else 's'} left out"
        text = "\n".join(problems)
        self._window.notices.show_notice(
            f"{done}; {count}. {problems[0]}",
            "problem",
            lambda: TextDialog("Rows left out", text, self._window, f"{done}; {count}.").open(),
        )

    def choose_export(self, what: str) -> None:
        """Ask for a file and write findings or claims to it."""
        suffix = "json" if what == "json" else "csv"
        name = "salient-claims" if what == "claims" else "salient-findings"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            "Export claims",
            str(Path(self._folder()) / f"{name}.{suffix}"),
            f"{suffix.upper()} (*.{suffix})",
        )
        if chosen:
            self.export(Path(chosen), what)

    def export(self, path: Path, what: str) -> None:
        """Write ``csv`` or ``json`` findings, or the ``claims`` themselves."""
        from viewer.core.claims_report import report_csv, report_json
        from viewer.core.claims_table import write_claims
        from viewer.loading.saving import write_whole

        self._remember(path)
        findings = self._findings()
        text = {
            "csv": lambda: report_csv(findings),
            "json": lambda: report_json(findings),
            "claims": lambda: write_claims(self._panel.book.claims),
        }[what]()
        try:
            write_whole(path, text.encode())
        except ViewerError as error:
            self._window.notices.show_error(error, self._window)
        else:
            self._window.status.show_message(f"Saved {path.name}")

    def copy(self) -> None:
        """Copy what is known of the current claim, with sources, dates and method."""
        claim = self._panel.claim()
        if claim is None:
            self._window.status.show_message("Choose a claim first")
            return
        QGuiApplication.clipboard().setText(self._panel.details.toPlainText())
        self._window.status.show_message(f"Claim {claim.id} copied with sources, dates and method")

    def _findings(self) -> list[Finding]:
        return [
            finding
            for claim in self._panel.book.claims
            for finding in self._panel.findings_of(claim)
        ]

    def _folder(self) -> str:
        return str(self._window.settings.value("claims_folder", str(Path.home())))

    def _remember(self, path: Path) -> None:
        self._window.settings.setValue("claims_folder", str(path.parent))
