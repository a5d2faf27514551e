"""This module answers programs that ask for published results: GET /api/v1/…."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scoring.types import N_, Text
from storage.faults import StorageFault
from storage.records import Round, RunRecord
from storage.runs import Runs
from survey_app.light.forms import desk_of
from survey_app.open_data.description import description
from survey_app.open_data.documents import (
    API,
    published_rounds,
    ranking_csv,
    ranking_document,
    rounds_document,
    scores_csv,
    scores_document,
)
from ui.words import translator

# Anybody's page may read what is published; nothing personal and no cookie is involved.
_OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=60",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_LONGEST: Final = 200
_CSV: Final = "text/csv; charset=utf-8"


def rounds(request: Request) -> Response:
    """List the rounds with a published result: GET /api/v1/rounds."""
    pairs = published_rounds(desk_of(request).database)
    mark = "-".join(run.content_sha256[:16] for _, run in pairs)
    return _fresh(request, mark, lambda: _json(rounds_document(pairs)))


def ranking(request: Request) -> Response:
    """Give a published ranking: GET /api/v1/rounds/{round}."""
    return _of_round(request, lambda one, run: _json(ranking_document(one, run)))


def ranking_file(request: Request) -> Response:
    """Give a published ranking as CSV: GET /api/v1/rounds/{round}/ranking.csv."""
    return _of_round(request, lambda one, run: _file(ranking_csv(run), f"xep-hang-{one.id}.csv"))


def scores(request: Request) -> Response:
    """Give every published point, or one unit's: GET /api/v1/rounds/{round}/scores?unit=…."""
    unit = request.query_params.get("unit", "")[:_LONGEST]
    store = Runs(desk_of(request).database)

    def made(one: Round, run: RunRecord) -> Response:
        if not unit:
            return _json(scores_document(one, run, store.scores(run.id)))
        if all(place.unit_code != unit for place in run.places):
            return _refused(404, "no_such_unit", N_("There is no such unit in this round."))
        return _json(scores_document(one, run, store.scores(run.id, unit)))

    return _of_round(request, made, detail=unit)


def scores_file(request: Request) -> Response:
    """Give every published point as CSV: GET /api/v1/rounds/{round}/scores.csv."""
    store = Runs(desk_of(request).database)
    return _of_round(
        request, lambda one, run: _file(scores_csv(store.scores(run.id)), f"diem-{one.id}.csv")
    )


def openapi(request: Request) -> Response:
    """Describe all of it: GET /api/v1/openapi.json."""
    return JSONResponse(description(desk_of(request).settings.public_url), headers=_OPEN)


def unknown(request: Request) -> Response:
    """Say to a program that there is nothing at an address."""
    del request
    return _refused(404, "unknown", N_("There is nothing here; see /api/v1/openapi.json."))


ROUTES: Final = (
    Route(f"{API}/openapi.json", openapi),
    Route(f"{API}/rounds", rounds),
    Route(f"{API}/rounds/{{round}}", ranking),
    Route(f"{API}/rounds/{{round}}/ranking.csv", ranking_file),
    Route(f"{API}/rounds/{{round}}/scores", scores),
    Route(f"{API}/rounds/{{round}}/scores.csv", scores_file),
    Route(f"{API}/{{rest:path}}", unknown),
)


def _of_round(
    request: Request, made: Callable[[Round, RunRecord], Response], *, detail: str = ""
) -> Response:
    wanted = request.path_params["round"]
    try:
        pairs = published_rounds(desk_of(request).database)
        found = next(((one, run) for one, run in pairs if one.id == wanted), None)
        if found is None:
            return _refused(404, "no_such_round", N_("No such round has been published."))
        return _fresh(request, f"{found[1].content_sha256}-{detail}", lambda: made(*found))
    except StorageFault:
        return _refused(503, "unavailable", N_("The data cannot be read just now; ask again."))


def _fresh(request: Request, mark: str, made: Callable[[], Response]) -> Response:
    """Answer 304 where the asker has it already; what it was made of decides, not its bytes."""
    tag = '"' + "".join(one if one.isascii() and one.isalnum() else "-" for one in mark) + '"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={**_OPEN, "ETag": tag})
    answer = made()
    if answer.status_code == 200:
        answer.headers["ETag"] = tag
    return answer


def _json(document: BaseModel) -> Response:
    return Response(document.model_dump_json(), media_type="application/json", headers=_OPEN)


def _file(content: bytes, name: str) -> Response:
    plain = "".join(
        one if one.isascii() and (one.isalnum() or one in "-.") else "-" for one in name
    )
    disposition = {"Content-Disposition": f'attachment; filename="{plain}"'}
    return Response(content, media_type=_CSV, headers={**_OPEN, **disposition})


def _refused(status: int, code: str, message: str) -> Response:
    told = Text(vi=translator("vi")(message), en=translator("en")(message))
    return JSONResponse(
        {"error": {"code": code, "message": {"vi": told.vi, "en": told.en}}},
        status_code=status,
        headers={**_OPEN, "Cache-Control": "no-store"},
    )
