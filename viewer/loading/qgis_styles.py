"""How QGIS shows sessions and archives: in our colours, with titles, and only while they hold.

QGIS keeps styles in the table ``layer_styles`` of a GeoPackage and takes the default one of a
layer when it is added. Colours come from the columns, and QGIS's own temporal controller replays
annotations by their validity and snapshots by their date.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from viewer.loading.geopackage import describe_table
from viewer.loading.sessions.schema import LAYERS

_COLUMNS = (
    "f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, "
    "f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, "
    "useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME"
)
_FILL = "if(coalesce(\"fill\", '') = '', '0,0,0,0', set_color_part(\"fill\", 'alpha', 60))"
_RED, _BLUE, _GREY = "179,38,30,60", "31,95,174,60", "128,128,128,60"
_GROUND = (
    f"case when \"status\" = 'ru_held' then '{_RED}' "
    f"when \"status\" = 'ua_held_in_ru' then '{_BLUE}' else '{_GREY}' end"
)
_VISIBLE = '"visible"'
_HOLDS = 'mode="2" startField="valid_from" endField="valid_to"'
_ONE_DAY = 'mode="1" startField="date" durationUnit="d" fixedDuration="1"'
_SHAPES = {
    LAYERS[0]: (
        "marker",
        "SimpleMarker",
        {"name": "circle", "size": "3.4", "outline_color": "255,255,255,255"},
        {"fillColor": '"colour"', "enabled": f"{_VISIBLE} and \"kind\" <> 'text'"},
    ),
    LAYERS[1]: (
        "line",
        "SimpleLine",
        {"line_width_unit": "Pixel", "capstyle": "round", "joinstyle": "round"},
        {"outlineColor": '"colour"', "outlineWidth": '"width"', "enabled": _VISIBLE},
    ),
    LAYERS[2]: (
        "fill",
        "SimpleFill",
        {"outline_width_unit": "Pixel", "joinstyle": "round"},
        {
            "fillColor": _FILL,
            "outlineColor": '"colour"',
            "outlineWidth": '"width"',
            "enabled": _VISIBLE,
        },
    ),
    "snapshots": ("fill", "SimpleFill", {"outline_style": "no"}, {"fillColor": _GROUND}),
}
_LABELS = """\
 <labeling type="simple"><settings>
  <text-style fieldName="title" fontSize="9" fontSizeUnit="Point" fontWeight="63">
   <text-buffer bufferDraw="1" bufferSize="0.9" bufferSizeUnits="MM" bufferColor="255,255,255,255"/>
  </text-style>
{placement}  <dd_properties>{colour}</dd_properties>
 </settings></labeling>
"""
_BESIDE_A_LINE = '  <placement placement="4"/>\n'
"""Upright, also where the line is shorter than its title."""


def put_styles(connection: sqlite3.Connection) -> None:
    """Make the table of styles, with one for each layer that there is."""
    describe_table(connection, "layer_styles", _COLUMNS)
    layers = connection.execute("SELECT table_name FROM gpkg_geometry_columns").fetchall()
    connection.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
        "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, "
        "update_time) VALUES ('', '', ?, 'geom', 'Salient', ?, '', 1, 'As in Salient', '', "
        "strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
        [(layer, qml_of(layer)) for (layer,) in layers],
    )


def qml_of(layer: str) -> str:
    """Style of a layer in QGIS's own format."""
    kind, symbol, fixed, by_column = _SHAPES[layer]
    annotations = layer in LAYERS
    labels = _LABELS.format(
        placement=_BESIDE_A_LINE if kind == "line" else "",
        colour=_properties({"Color": '"colour"'}),
    )
    options = "".join(_option(key, value) for key, value in fixed.items())
    return (
        f'<qgis version="3.22" styleCategories="Symbology|Labeling|Temporal" '
        f'labelsEnabled="{int(annotations)}">\n'
        f' <temporal enabled="1" limitMode="1" {_HOLDS if annotations else _ONE_DAY}/>\n'
        f' <renderer-v2 type="singleSymbol"><symbols><symbol name="0" type="{kind}" alpha="1">\n'
        f'  <layer class="{symbol}" enabled="1">\n'
        f'   <Option type="Map">{options}</Option>\n'
        f"   <data_defined_properties>{_properties(by_column)}</data_defined_properties>\n"
        "  </layer>\n </symbol></symbols></renderer-v2>\n"
        f"{labels if annotations else ''}</qgis>\n"
    )


def _properties(expressions: Mapping[str, str]) -> str:
    inner = "".join(
        f'<Option name="{name}" type="Map"><Option name="active" type="bool" value="true"/>'
        f'{_option("expression", expression)}<Option name="type" type="int" value="3"/></Option>'
        for name, expression in expressions.items()
    )
    return (
        '<Option type="Map"><Option name="name" type="QString" value=""/>'
        f'<Option name="properties" type="Map">{inner}</Option>'
        '<Option name="type" type="QString" value="collection"/></Option>'
    )


def _option(name: str, value: str) -> str:
    return f'<Option name="{name}" type="QString" value={quoteattr(value)}/>'
