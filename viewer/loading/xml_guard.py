"""XML as a hostile file may hold it: no document types, no entities, no endless nesting.

Maps in KML, GML or GPX need none of these. Whoever reads XML here asks `guarded_parser` for a
parser, or `refuse_declarations` before bytes go to GDAL.
"""

from __future__ import annotations

from xml.parsers import expat

MAX_DEPTH = 100
ENCODING = "names a text encoding that is not known; save it as UTF-8"


class XmlError(Exception):
    """XML that is not read; the text says why, as a clause."""


def guarded_parser() -> expat.XMLParserType:
    """Make a parser that stops at any declaration; names come as ``namespace name``.

    Its handlers raise `XmlError`; syntax errors come as `expat.ExpatError`, which
    `words_of` turns into a clause.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.SkippedEntityHandler = _refuse
    return parser


def _refuse(*_: object) -> int:
    raise XmlError("declares a document type or entities, which no map needs; it is not read")


def words_of(error: expat.ExpatError) -> str:
    """Say what is wrong with the XML, as a clause."""
    if error.code in (
        expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
    ):
        return "is cut off in the middle; download it again"
    return f"is no XML (line {error.lineno}, column {error.offset})"


def refuse_declarations(head: bytes) -> None:
    """Refuse XML whose beginning declares a document type or entities.

    Parameters
    ----------
    head : bytes
        The beginning of the file, or all of it. It may end anywhere.

    Raises
    ------
    XmlError
        When there is such a declaration before the first element.
    """
    parser = guarded_parser()

    def stop(*_: object) -> None:
        raise StopIteration

    parser.StartElementHandler = stop
    try:
        parser.Parse(head, False)
    except StopIteration:
        return
    except expat.ExpatError:
        return  # the reader of the format says what is wrong
    except (ValueError, LookupError) as error:
        raise XmlError(ENCODING) from error
