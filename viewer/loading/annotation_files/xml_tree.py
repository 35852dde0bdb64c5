"""XML of other programs as a small tree, read with every guard and written with every escape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from viewer.errors import ViewerError
from viewer.loading.xml_guard import MAX_DEPTH, XmlError, guarded_parser, words_of

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass
class Node:
    """One element: its local name, attributes, own text and children."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Node]:
        """Children of that name."""
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> Node | None:
        """First child of that name."""
        return next(self.all(name), None)

    def words(self, name: str) -> str:
        """Text of the first child of that name, "" when there is none."""
        child = self.first(name)
        return child.text if child is not None else ""


def parse(data: bytes) -> Node:
    """Read a document.

    Raises
    ------
    ViewerError
        When it is no XML, or of a kind that no map needs.
    """
    root = Node("")
    path = [root]
    parser = guarded_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(path) > MAX_DEPTH:
            raise XmlError("is nested deeper than any map")
        node = Node(_local(name), {_local(key): value for key, value in attributes.items()})
        path[-1].children.append(node)
        path.append(node)

    def characters(text: str) -> None:
        path[-1].text += text

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: path.pop()
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise _refused(words_of(error)) from error
    except XmlError as error:
        raise _refused(str(error)) from error
    return root.children[0]


def element(tag: str, inner: str = "", /, **attributes: str) -> str:
    """Markup of an element; `inner` is markup already."""
    told = "".join(f" {key}={quoteattr(text_of(value))}" for key, value in attributes.items())
    return f"<{tag}{told}>{inner}</{tag}>" if inner else f"<{tag}{told}/>"


def words(tag: str, text: object, /, **attributes: str) -> str:
    """Markup of an element that holds text; carriage returns survive."""
    safe = escape(text_of(text), {"\r": "&#13;"})
    return element(tag, safe, **attributes)


def text_of(value: object) -> str:
    """Text as XML can hold it: what it cannot is replaced by a sign that says so."""
    return _NOT_IN_XML.sub("\ufffd", str(value))


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refused(why: str) -> ViewerError:
    return ViewerError(f"The file {why}.", "Export it again from the other program.")
