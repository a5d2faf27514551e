import io
import xml.etree.ElementTree as ET

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from tests.public.conftest import CLOSED, OPEN, PUBLIC_URL


def test_the_picture_leads_to_the_public_address_whatever_host_was_asked(client):
    answer = client.get(f"/qr/{OPEN}.png", headers={"host": "evil.example"})
    assert answer.headers["content-type"] == "image/png"
    assert "max-age" in answer.headers["cache-control"]
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)))
    assert [one.text for one in found] == [f"{PUBLIC_URL}/s/{OPEN}"]
    assert found[0].ec_level == "Q"


def test_a_thumb_over_the_middle_does_not_matter(client):
    picture = Image.open(io.BytesIO(client.get(f"/qr/{OPEN}.png").content)).convert("L")
    side = picture.size[0] * 0.26
    middle = picture.size[0] / 2
    ImageDraw.Draw(picture).rectangle(
        (middle - side / 2, middle - side / 2, middle + side / 2, middle + side / 2), fill=255
    )
    assert zxingcpp.read_barcodes(picture)[0].text == f"{PUBLIC_URL}/s/{OPEN}"


def test_the_vector_picture_has_the_same_modules(client):
    answer = client.get(f"/qr/{OPEN}.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    root = ET.fromstring(answer.content)  # noqa: S314 -- our own picture
    modules = int(root.get("viewBox").split()[2])
    path = next(root.iter("{http://www.w3.org/2000/svg}path")).get("d")
    drawn = Image.new("L", (modules * 4, modules * 4), 255)
    pen = ImageDraw.Draw(drawn)
    for square in path.split("M")[1:]:
        x, y = (int(number) for number in square.split("H")[0].split(","))
        pen.rectangle((x * 4, y * 4, x * 4 + 3, y * 4 + 3), fill=0)
    assert zxingcpp.read_barcodes(drawn)[0].text == f"{PUBLIC_URL}/s/{OPEN}"


def test_a_closed_counter_keeps_its_picture(client):
    assert client.get(f"/qr/{CLOSED}.png").status_code == 200


@pytest.mark.parametrize("name", ["0000000.png", f"{OPEN}.gif", "x.svg", f"{OPEN}.new_code"])
def test_there_is_no_picture_of_what_does_not_exist(client, name):
    assert client.get(f"/qr/{name}").status_code == 404
