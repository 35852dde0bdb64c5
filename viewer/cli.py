"""The command line: what is asked for, and who does it. Imports nothing heavy by itself."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from viewer.errors import ViewerError

EXAMPLES = """\
examples:
  main.py                                      open the window
  main.py deepstate.zip                        import files, then open the window
  main.py import archive/ --json               import a folder, report as JSON
  main.py sources                              what has been imported
  main.py render --date 2024-11-13 --out map.png --sector pokrovsk
  main.py ledger --sector pokrovsk --csv -     held, gained and lost, per day and sector
  main.py compare --from 2024-09-01 --to 2024-11-03 --geojson changed.geojson
  main.py difference --sources deepstate,uacontrolmap --date 2024-11-13 --align
  main.py claims --json                        test dated claims against each source
  main.py check plan.salient.gpkg              is a session file whole
  main.py export plan.salient.gpkg --to plan.kml
  main.py associate                            double click opens session files with Salient
  main.py fidelity archives/                   how true the schematic line is

Daily DeepState and UAControlMap files are known by their content, as single files, folders,
.zip or .tar.gz; so is any vector file that GDAL reads and that has a date in a column or its name.
Nothing ever leaves this machine. Each command has its own --help.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run Salient.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the program's name; that of the process by default.

    Returns
    -------
    int
        0; 2 for wrong use (argparse); 1 with one sentence on stderr when something went wrong.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    first = next((word for word in words if not word.startswith("-")), "")
    commands = _commands()
    try:
        if first in commands and words[0] == first:
            return commands[first](words[1:])
        if words and words[0] == "--data-dir" and len(words) > 2 and words[2] in commands:
            return commands[words[2]]([*words[:2], *words[3:]])
        return _window(words)
    except ViewerError as error:
        sys.stderr.write(f"salient: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("salient: stopped.\n")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0


_COMMANDS = {
    "import": "commands",
    "sources": "commands",
    "render": "commands",
    "ledger": "commands_ledger",
    "compare": "commands_compare",
    "difference": "commands_difference",
    "claims": "commands_claims",
    "check": "commands_session",
    "export": "commands_session",
    "associate": "commands_session",
    "fidelity": "commands",
}
"""Module of each command, whose function is called ``NAME_command``."""
_NAMES = f"{', '.join(list(_COMMANDS)[:-1])} and {list(_COMMANDS)[-1]}"


def _commands() -> dict[str, Callable[[list[str]], int]]:
    def run(name: str) -> Callable[[list[str]], int]:
        def command(words: list[str]) -> int:
            module = import_module(f"viewer.{_COMMANDS[name]}")
            return int(getattr(module, f"{name}_command")(words))

        return command

    return {name: run(name) for name in _COMMANDS}


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Add the option that all commands know."""
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="folder of the archives (default: SALIENT_DATA_DIR or the user's data folder)",
    )


def _window(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="main.py",
        usage="main.py [--data-dir DIR] [FILES...]\n       main.py COMMAND [...]",
        description="Replay how a front line moved, offline.\n\n"
        f"commands: {', '.join(_COMMANDS)}; without one the window opens.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="*", type=Path, help="files or folders to import first")
    parser.add_argument("--version", action="store_true", help="say the version and stop")
    parser.add_argument("--measure-start", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--window-picture", type=Path, metavar="P.png", help=argparse.SUPPRESS)
    add_data_dir(parser)
    options = parser.parse_args(words)
    if options.version:
        from viewer.version import version

        sys.stdout.write(f"Salient {version()}\n")
        return 0
    missing = [str(path) for path in options.files if not path.exists()]
    if missing:
        raise ViewerError(
            f"There is no file {missing[0]}.",
            f"Check the spelling; commands are {_NAMES}.",
        )
    from viewer.app import run_window

    return run_window(
        options.files, options.data_dir, options.measure_start, options.window_picture
    )
