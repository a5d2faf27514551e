import gzip

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.bundles import CompressedBundles
from ui.first_page import FirstPage, inline_script_sources

PAGE = (
    '<!DOCTYPE html>\n<html lang="en"><head><title>Streamlit</title>'
    "<script>window.x = 1</script></head></html>"
)
SCRIPT = b"let a = 1;" * 500


class Office:
    def __init__(self) -> None:
        self.asked = 0

    async def page(self, request):
        return HTMLResponse(PAGE, headers={"etag": '"1"', "last-modified": "yesterday"})

    async def bundle(self, request):
        self.asked += 1
        return Response(
            SCRIPT,
            media_type="text/javascript",
            headers={"etag": '"2"'},
        )

    async def data(self, request):
        return JSONResponse({"lang": "en", "html": '<html lang="en">'})


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def client(office):
    app = Starlette(
        routes=[
            Route("/", office.page),
            Route("/static/js/main.js", office.bundle),
            Route("/static/js/gone.js", office.page),
            Route("/data", office.data),
        ],
        middleware=[
            Middleware(CompressedBundles),
            Middleware(
                FirstPage,
                language_of=lambda scope: "en" if b"en" in scope["query_string"] else "vi",
                title=lambda language: f"Tiêu đề {language}",
                headers={"x-frame-options": "DENY"},
            ),
        ],
    )
    return TestClient(app)


def test_the_page_names_its_language_and_title(client):
    answer = client.get("/")
    assert '<html lang="vi">' in answer.text
    assert "<title>Tiêu đề vi</title>" in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers
    assert "last-modified" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert '<html lang="en">' in client.get("/?lang=en").text


def test_other_answers_keep_their_body_and_get_the_headers(client):
    answer = client.get("/data")
    assert answer.json()["html"] == '<html lang="en">'
    assert answer.headers["x-frame-options"] == "DENY"


def test_the_head_of_the_page_has_no_body(client):
    assert client.head("/").content == b""


def test_inline_scripts_are_named_by_their_hash():
    sources = inline_script_sources(PAGE.encode())
    assert sources.startswith("'sha256-")
    assert sources != inline_script_sources(PAGE.replace("= 1", "= 2").encode())


def test_a_bundle_is_compressed_once_and_then_kept(client, office):
    for _ in range(3):
        with client.stream("GET", "/static/js/main.js") as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(raw) == SCRIPT
        assert len(raw) < len(SCRIPT) / 5
    assert office.asked == 1


def test_who_cannot_unpack_gets_the_bundle_plain(client):
    answer = client.get("/static/js/main.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content == SCRIPT


def test_a_page_that_stands_in_for_a_missing_bundle_is_not_kept(client):
    assert '<html lang="vi">' in client.get("/static/js/gone.js").text
    assert '<html lang="en">' in client.get("/static/js/gone.js?lang=en").text
