"""This module is the bare form that the intake is measured against: one page, one commit each.

Nothing is checked, nothing is explained, nobody is kept out: what a form costs that does only that.
"""

from __future__ import annotations

import secrets
import sqlite3
import sys
import threading
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

_ITEMS = 13
_PAGE = "".join(
    [
        "<!doctype html><meta charset=utf-8><title>Phiếu</title><form method=post>",
        '<input type=hidden name=key value="KEY">',
        *(
            f"<fieldset><legend>Câu hỏi số {item}</legend>"
            + "".join(
                f'<label><input type=radio name="S{item}" value="{value}">{value}</label>'
                for value in range(1, 6)
            )
            + "</fieldset>"
            for item in range(_ITEMS)
        ),
        "<button>Gửi</button></form>",
    ]
)
_local = threading.local()


def application(file: str) -> Starlette:
    """Build the form over an SQLite file."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE answer (key TEXT UNIQUE, receipt TEXT, content TEXT)")
    connection.close()
    turn = threading.Lock()

    def store(key: str, content: str) -> str:
        if not hasattr(_local, "connection"):
            _local.connection = sqlite3.connect(file, isolation_level=None)
            _local.connection.execute("PRAGMA synchronous=FULL")
        receipt = secrets.token_hex(6)
        with turn:
            _local.connection.execute(
                "INSERT INTO answer VALUES (?, ?, ?)", (key, receipt, content)
            )
        return receipt

    async def show(request: Request) -> Response:
        del request
        return HTMLResponse(_PAGE.replace("KEY", secrets.token_urlsafe(16)))

    async def take(request: Request) -> Response:
        fields = dict(parse_qsl((await request.body()).decode()))
        receipt = await run_in_threadpool(store, fields.pop("key"), repr(fields))
        return HTMLResponse(f"<!doctype html><p>Cảm ơn. {receipt}", status_code=201)

    return Starlette(routes=[Route("/", show, methods=["GET"]), Route("/", take, methods=["POST"])])


if __name__ == "__main__":
    uvicorn.run(
        application(sys.argv[2]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
