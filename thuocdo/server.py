"""This module serves one door in this process, with its measurements on a loopback port."""

from __future__ import annotations

import logging
import sys
from typing import Any

import prometheus_client
import uvicorn

from storage.settings import Settings
from thuocdo.addresses import Listener, ProcessName, require_free
from thuocdo.processes import end_with_supervisor

_GRACE_SECONDS = 5


def serve_one(listener: Listener, settings: Settings) -> int:
    """Serve until told to stop; return 0 after an orderly end, 2 where the start failed.

    Raises ProblemsFound where a port is taken, SchemaBehind where the tables are too old.
    """
    require_free([listener], settings.bind)
    _log_to_stderr()
    _require_current_schema(settings)
    app = _application(listener.name, settings)
    metrics, _thread = prometheus_client.start_http_server(listener.metrics_port, addr="127.0.0.1")
    end_with_supervisor()
    server = uvicorn.Server(uvicorn.Config(app, **server_options(listener, settings)))
    try:
        server.run()
    except SystemExit:
        return 2
    finally:
        metrics.shutdown()
    return 0 if server.started else 2


def server_options(listener: Listener, settings: Settings) -> dict[str, Any]:
    """Return uvicorn's options.

    X-Forwarded-For counts only from the addresses in THUOCDO_TRUSTED_PROXIES; uvicorn by itself
    would also trust 127.0.0.1 and whatever FORWARDED_ALLOW_IPS says. Requests are not logged one by
    one: an address beside a time would tie a citizen to an answer.
    """
    fast = sys.platform != "win32" and sys.implementation.name == "cpython"
    return {
        "host": settings.bind,
        "port": listener.port,
        "loop": "uvloop" if fast else "auto",
        "http": "httptools" if fast else "auto",
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies),
        "access_log": False,
        "server_header": False,
        "log_config": None,
        "log_level": "warning",
        "timeout_graceful_shutdown": _GRACE_SECONDS,
    }


def _require_current_schema(settings: Settings) -> None:
    from storage.database import open_database
    from storage.faults import SchemaBehind
    from storage.schema import check

    database = open_database(settings)
    try:
        if not check(database):
            raise SchemaBehind("the tables are not those of this version")
    finally:
        database.close()


def _application(name: ProcessName, settings: Settings) -> Any:
    if name is ProcessName.staff:
        from dashboards.asgi import staff

        return staff(settings)
    if name is ProcessName.intake:  # each process loads its own door only
        from survey_app.intake import intake

        return intake(settings)
    from survey_app.asgi import survey

    return survey(settings)


def _log_to_stderr() -> None:
    logging.basicConfig(
        level=logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
