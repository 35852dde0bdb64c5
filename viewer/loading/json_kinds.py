"""JSON that is no daily file: a map in another format, or something else, named in words."""

from __future__ import annotations

_MAP_TYPES = {
    "FeatureCollection",
    "Feature",
    "GeometryCollection",
    "Polygon",
    "MultiPolygon",
    "Topology",
}


def is_map(document: object) -> bool:
    """Whether a parsed document is GeoJSON, TopoJSON or Esri JSON."""
    if not isinstance(document, dict) or _is_answer(document):
        return False
    return document.get("type") in _MAP_TYPES or _is_esri(document)


def why_no_map(document: object) -> str:
    """Say what a parsed document is that is no map, as a clause."""
    if isinstance(document, dict):
        if _is_index(document):
            return "is the index of UAControlMap, no day"
        if "datetime" in document and "map" in document:
            return "is an answer of DeepState's service, but holds no map; fetch it again"
        error = document.get("error")
        if isinstance(error, dict) and "code" in error:
            words = str(error.get("message", ""))[:80]
            return f"is an error message of a map service, no map ({words}); fetch it again"
    first = document[0] if isinstance(document, list) and document else None
    if isinstance(first, dict) and {"id", "createdAt"} <= set(first):
        return "is DeepState's list of versions, no map; fetch history/<id>/geojson of a version"
    return "is JSON, but no map that Salient knows"


def _is_answer(document: dict[str, object]) -> bool:
    return _is_index(document) or ("datetime" in document and "map" in document)


def _is_index(document: dict[str, object]) -> bool:
    return "unit_map" in document or ("dates" in document and "areas" not in document)


def _is_esri(document: dict[str, object]) -> bool:
    features = document.get("features")
    if not isinstance(features, list):
        return False
    first = features[0] if features and isinstance(features[0], dict) else {}
    return "geometryType" in document or "fields" in document or "attributes" in first
