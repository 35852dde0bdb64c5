"""Every action of the window: id, text, keys, tip and place in the menus, in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget


@dataclass(frozen=True)
class ActionSpec:
    """What an action is called and where it lives.

    Attributes
    ----------
    id : str
        Fixed id; the window's handlers and the help page use it.
    menu : str
        Menu, or menu and submenu as ``View/Theme``; empty for keys without a menu entry.
    text : str
        Text with its mnemonic.
    keys : tuple of str
        Shortcuts; the first is shown.
    tip : str
        Tooltip and status tip.
    check : str
        "" for a plain action, ``on`` or ``off`` for one that toggles (its state at first), or the
        name of a group of which exactly one is on.
    separator : bool
        Whether a line goes above it.
    local : bool
        Whether the keys count only while the map or the time bar has the focus.
    draw_key : str
        A key that counts only while the bar of drawing tools is open.
    """

    id: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    tip: str = ""
    check: str = ""
    separator: bool = False
    local: bool = False
    draw_key: str = ""


MENUS = ("File", "Edit", "View", "Layer", "Time", "Annotate", "Help")

_A = ActionSpec
ACTIONS: tuple[ActionSpec, ...] = (
    _A("new_session", "File", "&New session", ("Ctrl+N",), "Begin an empty session; sources and view stay"),
    _A("open_session", "File", "&Open session...", ("Ctrl+O",), "Open a session file"),
    _A("save_session", "File", "&Save session", ("Ctrl+S",), "Save the session: annotations, view, date, layers", separator=True),
    _A("save_session_as", "File", "Save session &as...", ("Ctrl+Shift+S",), "Save the session to another file"),
    _A("save_portable", "File", "Save &portable session...", (), "Save the session with the snapshots that it shows, for a computer without your archives"),
    _A("save_template", "File", "Save as &template...", (), "Keep the session as a start for others"),
    _A("revert_session", "File", "Revert to save&d", (), "Go back to the session file as it was saved last"),
    _A("import_files", "File", "&Import files...", ("Ctrl+I",), "Read daily map files, archives or any vector file with a date", separator=True),
    _A("import_folder", "File", "Import &folder...", ("Ctrl+Shift+I",), "Read all map files in a folder"),
    _A("sources", "File", "So&urces...", (), "What has been imported, from which files"),
    _A("annotations_import", "File", "I&mport annotations...", (), "Read annotations from GeoJSON, GeoPackage, KML, KMZ, GPX, CSV or another vector file", separator=True),
    _A("annotations_export", "File", "&Export annotations...", ("Ctrl+E",), "Write annotations as GeoJSON, GeoPackage, KML, KMZ, GPX or CSV"),
    _A("save_picture", "File", "Save pi&cture...", ("Ctrl+P",), "Save the map as PNG with a world file (EPSG:3857)", separator=True),
    _A("associate", "File", "Open session fi&les with Salient", (), "Let a double click on a session file open it here; untick to take that back", "off", separator=True),
    _A("quit", "File", "&Quit", ("Ctrl+Q",), "Close Salient", separator=True),
    _A("undo", "Edit", "&Undo", ("Ctrl+Z",), "Take the last change back"),
    _A("redo", "Edit", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Make the change again that was taken back"),
    _A("annotations_cut", "Edit", "Cu&t", ("Ctrl+X",), "Cut the selected annotations to the clipboard", separator=True, local=True),
    _A("annotations_copy", "Edit", "Cop&y", ("Ctrl+C",), "Copy the selected annotations, for this or another window", local=True),
    _A("annotations_paste", "Edit", "&Paste", ("Ctrl+V",), "Add the annotations, or any GeoJSON, that are on the clipboard", local=True),
    _A("annotations_duplicate", "Edit", "&Duplicate", ("Ctrl+D",), "Copy the selected annotations beside themselves"),
    _A("annotations_delete", "Edit", "De&lete", (), "Delete the selected annotations (Delete on the map and in the list)"),
    _A("annotations_select_all", "Edit", "Select &all annotations", ("Ctrl+A",), "Select all annotations, or all that the list shows", local=True),
    _A("copy_picture", "Edit", "&Copy picture", ("Ctrl+Shift+C",), "Copy the map as a picture", separator=True),
    _A("copy_coordinate", "Edit", "Copy c&oordinate", (), "Copy the last position of the pointer over the map"),
    _A("find", "Edit", "F&ind...", ("Ctrl+K",), "Find a place, position, scale, date or command", separator=True),
    _A("zoom_in", "View", "Zoom &in", ("PgUp", "Ctrl++", "Ctrl+="), "Zoom in"),
    _A("zoom_out", "View", "Zoom &out", ("PgDown", "Ctrl+-"), "Zoom out"),
    _A("zoom_all", "View", "&Full extent", ("Ctrl+Shift+F",), "Show all visible sectors"),
    _A("view_back", "View", "P&revious extent", ("Alt+Left",), "Go back to where the map looked before"),
    _A("view_forward", "View", "&Next extent", ("Alt+Right",), "Go forward again"),
    _A("sector_1", "View/Zoom to &sector", "&Kupiansk", ("Alt+1",), "Zoom to the Kupiansk sector", separator=True),
    _A("sector_2", "View/Zoom to &sector", "K&urakhove", ("Alt+2",), "Zoom to the Kurakhove sector"),
    _A("sector_3", "View/Zoom to &sector", "&Pokrovsk", ("Alt+3",), "Zoom to the Pokrovsk sector"),
    _A("sector_4", "View/Zoom to &sector", "Kursk &salient", ("Alt+4",), "Zoom to the Kursk salient"),
    _A("theme_light", "View/&Theme", "&Light", (), "Light theme", "theme"),
    _A("theme_dark", "View/&Theme", "&Dark", (), "Dark theme, for dim rooms", "theme"),
    _A("theme_toggle", "View/&Theme", "&Switch", ("Ctrl+Shift+D",), "Switch between light and dark"),
    _A("names_en", "View/Place &names", "&English", (), "Place names in English", "names"),
    _A("names_uk", "View/Place &names", "&Ukrainian", (), "Place names in Ukrainian", "names"),
    _A("names_both", "View/Place &names", "&Both", (), "Place names in English and Ukrainian", "names"),
    _A("card_date", "View", "&Date on the map", (), "Show the date card on the map", "on", separator=True),
    _A("card_legend", "View", "Le&gend on the map", (), "Show the legend on the map", "on"),
    _A("panels", "View/&Panels", "&All panels", ("Ctrl+Tab",), "Show or hide all panels", "on"),
    _A("show_ledger", "View/&Panels", "&Ledger", ("Ctrl+1",), "Open the figures: held, gained, lost, net, per sector and day", separator=True),
    _A("show_compare", "View/&Panels", "&Compare two dates", ("Ctrl+2",), "Open the panel that says what changed between two dates"),
    _A("show_difference", "View/&Panels", "&Sources against each other", ("Ctrl+3",), "Open the panel that holds two sources against each other"),
    _A("show_claims", "View/&Panels", "Cla&ims", ("Ctrl+4",), "Open the claims: what each source says of dated statements"),
    _A("show_annotations", "View/&Panels", "A&nnotations", ("Ctrl+5",), "Open the list of annotations and the form of the selected ones"),
    _A("map_only", "View", "&Map only", ("Ctrl+Shift+Tab",), "Hide menus, panels and bars; Esc brings them back", "off"),
    _A("full_screen", "View", "F&ull screen", ("F11",), "Use the whole screen", "off"),
    _A("reset_layout", "View", "Reset &layout", (), "Put panels, window and view back as at the first start", separator=True),
    _A("reload_map", "View", "Reload m&ap", ("Ctrl+R",), "Load the map page again; view, date and layers stay"),
    _A("all_layers", "Layer", "&Show all sectors", ("Ctrl+Shift+U",), "Tick all sectors"),
    _A("no_layers", "Layer", "&Hide all sectors", ("Ctrl+Shift+H",), "Untick all sectors"),
    _A("add_sectors", "Layer", "&Add sectors from file...", (), "Follow areas of your own: the polygons of a vector file as sectors", separator=True),
    _A("play", "Time", "&Play or pause", ("K",), "Play or pause"),
    _A("play_space", "", "Play or pause", ("Space",), "Play or pause", local=True),
    _A("next", "Time", "&Next date", (".",), "Next date with a snapshot"),
    _A("previous", "Time", "P&revious date", (",",), "Previous date with a snapshot"),
    _A("next_week", "Time", "7 days f&orward", ("Shift+Right",), "Seven days later"),
    _A("previous_week", "Time", "7 days &back", ("Shift+Left",), "Seven days earlier"),
    _A("first", "Time", "&First date", ("Home",), "First date of the window, then of all"),
    _A("last", "Time", "Las&t date", ("End",), "Last date of the window, then of all"),
    _A("go_to_date", "Time", "&Go to date...", ("T", "Ctrl+T"), "Type a date", separator=True),
    _A("faster", "Time", "F&aster", (">",), "Play faster", separator=True),
    _A("slower", "Time", "&Slower", ("<",), "Play slower"),
    _A("loop", "Time", "&Loop", ("L",), "Start again at the end of the window", "off"),
    _A("window_start", "Time", "&Window starts here", ("[",), "Play from the shown date on", separator=True),
    _A("window_end", "Time", "Window &ends here", ("]",), "Play up to the shown date"),
    _A("window_clear", "Time", "&Clear window", ("\\",), "Play through all dates"),
    _A("compare_date", "Time/Co&mpare", "&Compare with date B...", ("C",), "Choose a second date and see what changed hands between the two"),
    _A("compare_week", "Time/Co&mpare", "With 7 days &before", ("Shift+C",), "Compare with the day a week before the shown date"),
    _A("compare_month", "Time/Co&mpare", "With &30 days before", (), "Compare with the day 30 days before the shown date"),
    _A("compare_window", "Time/Co&mpare", "With &start of window", (), "Compare with the first day of the window, or of all dates"),
    _A("compare_swap", "Time/Co&mpare", "Swap &A and B", ("X",), "Show date B and compare with the date shown until now"),
    _A("compare_overlay", "Time/Co&mpare", "&Overlay", ("O",), "Draw the ground that changed hands between the two dates", "compare_mode", separator=True),
    _A("compare_swipe", "Time/Co&mpare", "S&wipe", ("S",), "A handle on the map, with one date at each side of it", "compare_mode"),
    _A("compare_side", "Time/Co&mpare", "Si&de by side", ("D",), "Two linked maps, one for each date", "compare_mode"),
    _A("compare_age", "Time/Co&mpare", "A&ge of control", ("A",), "Colour the ground by the day it changed hands within the window", "off", separator=True),
    _A("compare_leave", "Time/Co&mpare", "&Leave comparison", (), "Show one date again; so does Esc", separator=True),
    _A("draw", "Annotate", "&Draw", ("Ctrl+.",), "Open the bar of drawing tools; single keys take tools while it is open", "off"),
    _A("draw_typed", "Annotate", "Draw by &coordinates...", ("Ctrl+Shift+A",), "Draw any kind by typed coordinates, in any format"),
    _A("tool_select", "Annotate/&Tool", "&Select and pan", (), "Select, move and reshape annotations; drag the ground to pan", "tool", draw_key="V"),
    _A("tool_box", "Annotate/&Tool", "Select by &box", (), "Select all annotations in a box; so does Ctrl and drag", "tool"),
    _A("tool_point", "Annotate/&Tool", "&Point", (), "Set a point with a symbol", "tool", separator=True, draw_key="M"),
    _A("tool_text", "Annotate/&Tool", "&Text", (), "Write on the map", "tool", draw_key="T"),
    _A("tool_line", "Annotate/&Tool", "&Line", (), "Draw a line; double click ends it", "tool", draw_key="L"),
    _A("tool_arrow", "Annotate/&Tool", "&Arrow", (), "Draw an axis of advance", "tool", draw_key="W"),
    _A("tool_freehand", "Annotate/&Tool", "&Freehand", (), "Draw a line by dragging", "tool", draw_key="F"),
    _A("tool_polygon", "Annotate/&Tool", "Pol&ygon", (), "Draw an area; double click ends it", "tool", draw_key="P"),
    _A("tool_rectangle", "Annotate/&Tool", "&Rectangle", (), "Draw a rectangle by dragging", "tool", draw_key="R"),
    _A("tool_circle", "Annotate/&Tool", "&Circle", (), "Draw a circle from its centre", "tool", draw_key="O"),
    _A("tool_range_ring", "Annotate/&Tool", "Ra&nge ring", (), "Draw a ring with its radius, from its centre", "tool", draw_key="G"),
    _A("tool_cut", "Annotate/&Tool", "C&ut", (), "Draw a line that cuts the selected annotations, or all that it goes through", "tool", draw_key="U"),
    _A("keep_tool", "Annotate/&Tool", "&Keep the tool", (), "Draw one after another: the tool stays in hand after a shape", "off", separator=True),
    _A("snapping", "Annotate/S&nap", "&Snapping", ("N",), "Positions snap to what is near; hold Alt to draw freely for a moment", "on"),
    _A("snap_fronts", "Annotate/S&nap", "To &fronts", (), "Snap to the drawn fronts", "on", separator=True),
    _A("snap_sectors", "Annotate/S&nap", "To s&ectors", (), "Snap to the edges of sectors", "on"),
    _A("snap_places", "Annotate/S&nap", "To &places", (), "Snap to settlements", "on"),
    _A("snap_annotations", "Annotate/S&nap", "To &annotations", (), "Snap to other annotations", "on"),
    _A("annotations_edit", "Annotate", "&Edit...", (), "Open the form of the selected annotations", separator=True),
    _A("annotations_zoom", "Annotate", "&Zoom to selected", ("Ctrl+J",), "Show the selected annotations"),
    _A("annotations_hide", "Annotate", "S&how or hide", ("H",), "Hide the selected annotations, or show them again"),
    _A("annotations_lock", "Annotate", "Loc&k or unlock", ("Ctrl+L",), "Keep the selected annotations from being changed, or let them go"),
    _A("hold_from", "Annotate", "Hold &from the shown date", ("B",), "The selected annotations begin to hold on the shown date", separator=True),
    _A("hold_until", "Annotate", "Hold &until the shown date", ("E",), "The selected annotations hold for the last time on the shown date"),
    _A("hold_always", "Annotate", "Hold al&ways", (), "The selected annotations hold on every day"),
    _A("fade", "Annotate", "Fade after the last da&y", (), "Let annotations fade out over 14 days after their last day", "off"),
    _A("annotations_group", "Annotate", "&Group", ("Ctrl+G",), "Put the selected annotations into a group", separator=True),
    _A("annotations_ungroup", "Annotate", "Ungrou&p", ("Ctrl+Shift+G",), "Take the selected annotations out of their groups"),
    _A("annotations_merge", "Annotate", "&Merge", ("Ctrl+M",), "Join the selected areas into one, or lines that meet"),
    _A("rotate_right", "Annotate/&Rotate", "By 15\u00b0 &clockwise", (), "Turn the selected annotations by 15 degrees to the right"),
    _A("rotate_left", "Annotate/&Rotate", "By 15\u00b0 c&ounterclockwise", (), "Turn the selected annotations by 15 degrees to the left"),
    _A("rotate_by", "Annotate/&Rotate", "&By an angle...", (), "Turn the selected annotations by any angle"),
    _A("order_front", "Annotate/&Order", "To the &front", ("Ctrl+]",), "Draw the selected annotations above all others"),
    _A("order_forward", "Annotate/&Order", "For&ward", (), "Draw the selected annotations one step higher (Alt+Up in the list)"),
    _A("order_backward", "Annotate/&Order", "Bac&kward", (), "Draw the selected annotations one step lower (Alt+Down in the list)"),
    _A("order_back", "Annotate/&Order", "To the &back", ("Ctrl+[",), "Draw the selected annotations below all others"),
    _A("guide", "Help", "User &guide", ("F1",), "How to use Salient"),
    _A("shortcuts", "Help", "&Keyboard shortcuts", ("?",), "All keys"),
    _A("logs", "Help", "Copy &log", (), "Copy the newest lines of the log, to report a fault", separator=True),
    _A("about", "Help", "&About Salient", (), "Version, licences and credits"),
)  # fmt: skip


class Actions:
    """The QActions of `ACTIONS`, by id.

    Parameters
    ----------
    window : QMainWindow
        Owner; keys work in all of it.
    handlers : dict
        Id to the function it calls; toggling actions are called with their new state.
    local_widgets : iterable of QWidget
        Widgets that the keys of `local` actions belong to.
    """

    def __init__(
        self,
        window: QMainWindow,
        handlers: dict[str, Callable[..., object]],
        local_widgets: Iterable[QWidget] = (),
    ) -> None:
        self._actions: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        groups: dict[str, QActionGroup] = {}
        missing = {spec.id for spec in ACTIONS} ^ set(handlers)
        if missing:
            raise ValueError(f"actions and handlers differ: {sorted(missing)}")
        for spec in ACTIONS:
            action = QAction(spec.text, window)
            action.setObjectName(spec.id)
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
            keys = f" ({_shown(spec.keys[0])})" if spec.keys else ""
            keys = f" ({spec.draw_key} while drawing)" if spec.draw_key else keys
            action.setToolTip(spec.tip + keys)
            action.setStatusTip(spec.tip)
            if spec.check:
                action.setCheckable(True)
                action.setChecked(spec.check == "on")
                if spec.check not in ("on", "off"):
                    group = groups.setdefault(spec.check, QActionGroup(window))
                    group.addAction(action)
                action.triggered.connect(handlers[spec.id])
            else:
                action.triggered.connect(_without_state(handlers[spec.id]))
            if spec.local:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                for widget in local_widgets:
                    widget.addAction(action)
            else:
                window.addAction(action)
            if spec.menu:
                menu = self._menu(window, spec.menu)
                if spec.separator and not menu.isEmpty():
                    menu.addSeparator()
                menu.addAction(action)
            self._actions[spec.id] = action

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def menu(self, path: str) -> QMenu:
        """The menu of that path, such as ``View`` or ``View/&Panels``."""
        return self._menus[path]

    def _menu(self, window: QMainWindow, path: str) -> QMenu:
        if path not in self._menus:
            parent, _, name = path.rpartition("/")
            self._menus[path] = (
                self._menu(window, parent).addMenu(name)
                if parent
                else window.menuBar().addMenu(f"&{name}")
            )
            self._menus[path].setToolTipsVisible(True)
        return self._menus[path]


def _without_state(handler: Callable[..., object]) -> Callable[[], object]:
    return lambda: handler()


def _shown(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
