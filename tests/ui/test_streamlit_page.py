import base64
import gzip
import re
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import file_util

from ui.bundles import CompressedBundles
from ui.first_page import FirstPage, inline_script_sources
from ui.streamlit_page import ITS_WORDS

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
                dark=False,
            ),
            Middleware(GZipMiddleware, minimum_size=1),  # Streamlit packs its page itself
        ],
    )
    return TestClient(app)


def test_the_page_names_its_language_and_title(client):
    answer = client.get("/")
    assert '<html lang="vi">' in answer.text
    assert "<title>Tiêu đề vi</title>" in answer.text
    plain = client.get("/", headers={"accept-encoding": "identity"})
    assert int(plain.headers["content-length"]) == len(plain.content)
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


def test_the_page_brings_style_and_words_and_policy_allows_its_script(client):
    page = client.get("/").text
    assert "stCaptionContainer" in page.split("</head>")[0]
    assert "[&quot;Upload&quot;, &quot;Chọn tệp&quot;]" in page
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [base64.b64encode(sha256(one.encode()).digest()).decode() for one in scripts]
    allowed = inline_script_sources(PAGE.encode())
    assert len(digests) == 2
    assert all(f"'sha256-{one}'" in allowed for one in digests)


def test_a_reader_who_unpacks_gets_the_same_page_packed(client):
    packed = client.get("/", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    plain = client.get("/", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert '<html lang="vi">' in packed.text


def test_an_english_page_keeps_streamlits_words(client):
    assert 'name="thuocdo-words" content="[]"' in client.get("/?lang=en").text


def test_the_words_are_those_of_the_installed_bundles():
    bundles = Path(file_util.get_static_dir(), "static", "js").glob("*.js")
    written = "".join(path.read_text(encoding="utf-8") for path in bundles)
    # The part before a field; what Streamlit puts together has no whole sentence in the bundle.
    absent = [
        word for word in ITS_WORDS
        if word.partition("{")[0].removeprefix("Press Enter to ").rstrip(": ") not in written
    ]  # fmt: skip
    assert absent == []


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
