"""This module plays respondents who open a form, send it and read the receipt, one after another.

Raw sockets of one asyncio loop, in a process of its own: the client must not be what is measured.
Prints JSON: seconds, answers, milliseconds of each answer (page, submit and receipt together).
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import sys
import time
import zlib
from urllib.parse import urlencode

import uvloop

_HIDDEN = re.compile(rb'<input type="?hidden"? name="?(key|moc)"? value="?([^" >]+)')


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, bytes]:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    lower = head.lower()
    length = int(lower.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    body = await reader.readexactly(length)
    if b"content-encoding: gzip" in lower:
        body = _beginning(body)
    return status, body


def _beginning(packed: bytes) -> bytes:
    """Unpack a page as far as its hidden fields: what a client spends is not what is measured."""
    unpacker = zlib.decompressobj(31)
    page = unpacker.decompress(packed, 4096)
    while len(_HIDDEN.findall(page)) < 2 and unpacker.unconsumed_tail:
        page += unpacker.decompress(unpacker.unconsumed_tail, 4096)
    return page


async def _respondent(port: int, path: str, *, until: float, times: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        # Every answer comes from another telephone, as it does at a counter.
        chance = secrets.token_bytes(3)
        head = (
            f" {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
            f"User-Agent: Mozilla/5.0 (Linux; Android 10; K) {chance.hex()}\r\n"
            f"X-Forwarded-For: 10.{chance[0]}.{chance[1]}.{chance[2]}\r\n"
        ).encode()
        began = time.perf_counter()
        status, page = await _exchange(reader, writer, b"GET" + head + b"\r\n")
        fields = {name.decode(): value.decode() for name, value in _HIDDEN.findall(page)}
        if status != 200 or "key" not in fields:
            raise SystemExit(f"no form came: {status}")
        answers = {"OVERALL": "5", "S1.1": "4", "S3.1": "5", "COMMENT": "Cán bộ tận tình."}
        body = urlencode({**fields, **answers}).encode()
        form = (
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode()
        status, _ = await _exchange(reader, writer, b"POST" + head + form + body)
        if status != 201:
            raise SystemExit(f"an answer was not stored: {status}")
        times.append((time.perf_counter() - began) * 1000)
    writer.close()


async def _all(port: int, path: str, *, number: int, seconds: float) -> None:
    times: list[float] = []
    began = time.perf_counter()
    until = began + seconds
    await asyncio.gather(
        *(_respondent(port, path, until=until, times=times) for _ in range(number))
    )
    took = time.perf_counter() - began
    sys.stdout.write(json.dumps({"seconds": took, "times": sorted(times)}))


if __name__ == "__main__":
    uvloop.run(
        _all(int(sys.argv[1]), sys.argv[2], number=int(sys.argv[3]), seconds=float(sys.argv[4]))
    )
