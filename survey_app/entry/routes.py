"""This module lists the addresses of interviewers and data-entry clerks."""

from __future__ import annotations

import functools
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from survey_app.entry import compare_pages, desk_pages, interview, unusable_pages
from survey_app.entry.desk_pages import posted


async def _decided(request: Request) -> Response:
    work = functools.partial(compare_pages.decided, serial=request.path_params["serial"])
    return await posted(work)(request)


ROUTES: Final = (
    Route("/nhap/{token}", desk_pages.show, methods=["GET"]),
    Route("/nhap/{token}", posted(desk_pages.keep), methods=["POST"]),
    Route("/nhap/{token}/hoan-tac", posted(desk_pages.undo), methods=["POST"]),
    Route("/nhap/{token}/khep-lo", posted(desk_pages.close), methods=["POST"]),
    Route("/nhap/{token}/ghi", posted(compare_pages.count), methods=["POST"]),
    Route("/nhap/{token}/rut-lai", posted(compare_pages.take_back), methods=["POST"]),
    Route("/nhap/{token}/cat-di", posted(compare_pages.put_away), methods=["POST"]),
    Route("/nhap/{token}/hong", posted(unusable_pages.record), methods=["POST"]),
    Route("/nhap/{token}/hong/rut-lai", posted(unusable_pages.withdraw), methods=["POST"]),
    Route("/nhap/{token}/doi-chieu", compare_pages.compare, methods=["GET"]),
    Route("/nhap/{token}/doi-chieu/{serial}", compare_pages.decide, methods=["GET"]),
    Route("/nhap/{token}/doi-chieu/{serial}", _decided, methods=["POST"]),
    Route("/phong-van/{token}", interview.show, methods=["GET"]),
    Route("/phong-van/{token}", interview.take, methods=["POST"]),
    Route("/phong-van/{token}/luot", interview.counts, methods=["GET"]),
    Route("/phong-van/{token}/luot", interview.note, methods=["POST"]),
)
