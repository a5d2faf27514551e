"""This module describes the open data as an OpenAPI document, made from the shapes themselves."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from survey_app.open_data.shapes import LICENCE, Ranking, Refusal, Rounds, Scores

_REFERENCE: Final = "#/components/schemas/{model}"
_SHAPES: Final[tuple[type[BaseModel], ...]] = (Rounds, Ranking, Scores, Refusal)
_ROUND: Final = {
    "name": "round",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "Id of a published round, as /rounds lists it.",
}
_UNIT: Final = {
    "name": "unit",
    "in": "query",
    "required": False,
    "schema": {"type": "string"},
    "description": "Code of one unit; without it every unit is given.",
}


def description(public_url: str) -> dict[str, Any]:
    """Give the OpenAPI 3.1 document of an installation; only published results are in it."""
    _, schemas = models_json_schema(
        [(shape, "serialization") for shape in _SHAPES], ref_template=_REFERENCE
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Thước Đo: open data",
            "version": "1",
            "description": "Published results of the administrative-reform index, with the reason "
            "of every point and the fingerprints of what they were made of. Nothing that is not "
            "published is here. Answers carry an ETag; please ask with If-None-Match.",
            "license": {"name": LICENCE, "identifier": LICENCE},
        },
        "servers": [{"url": f"{public_url}/api/v1"}],
        "paths": {
            "/rounds": _get("List the rounds with a published result.", Rounds),
            "/rounds/{round}": _get("Give a published ranking.", Ranking, _ROUND),
            "/rounds/{round}/ranking.csv": _get("The ranking as CSV.", None, _ROUND),
            "/rounds/{round}/scores": _get(
                "Give every published point with its reason.", Scores, _ROUND, _UNIT
            ),
            "/rounds/{round}/scores.csv": _get("The points as CSV.", None, _ROUND),
        },
        "components": {"schemas": schemas["$defs"]},
    }


def _get(
    summary: str, shape: type[BaseModel] | None, *parameters: dict[str, Any]
) -> dict[str, Any]:
    words = summary.rstrip(".").split()
    content: dict[str, Any] = (
        {"text/csv": {"schema": {"type": "string"}}}
        if shape is None
        else {"application/json": {"schema": {"$ref": _REFERENCE.format(model=shape.__name__)}}}
    )
    refusal = {
        "description": "There is no such published round or unit.",
        "content": {"application/json": {"schema": {"$ref": _REFERENCE.format(model="Refusal")}}},
    }
    responses: dict[str, Any] = {"200": {"description": summary, "content": content}}
    if parameters:
        responses["404"] = refusal
    return {
        "get": {
            "operationId": words[0].lower() + "".join(word.capitalize() for word in words[1:]),
            "summary": summary,
            "parameters": list(parameters),
            "responses": responses,
        }
    }
