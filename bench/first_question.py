"""This module measures how soon a cold, slow phone shows the first question, beside a bare form.

    python bench/first_question.py [--runs 7] [--browser /usr/bin/chromium]

Chromium with nothing in its cache, slowed down by its own DevTools: 1.6 Mbit/s down, 750 kbit/s up,
150 ms, a processor four times slower than this machine, which should have nothing else to do. The
second network adds what a first contact costs besides (name, TCP and TLS: the factor 3.75 of
Lighthouse). The marks, 1,000 ms, 14,000 bytes and 3 requests, are set for the medians; bytes and
requests are those of the whole visit, heads and scripts included. The bare form of
`bench/bare_form.py` is asked in the same run.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.intake import _furnish, _say, _serving  # noqa: E402

_FORMS = ("mot-cua/v1", "mot-cua/v2")
_PHONE = {"width": 390, "height": 844}
_SLOWER = 4
_NETWORKS: Mapping[str, float] = {"150 ms": 150.0, "150 ms, first contact": 562.5}
_MOST_MS, _MOST_BYTES, _MOST_REQUESTS = 1000, 14_000, 3
# The moment at which the first question has a place on the screen, seen before anything is drawn.
_WATCH = """
const look = () => {
  const first = document.querySelector('fieldset legend');
  if (first && first.getBoundingClientRect().height) window.firstQuestion = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
_TOLD = """
() => Math.max(window.firstQuestion,
  performance.getEntriesByName('first-contentful-paint')[0].startTime)
"""


@dataclass(frozen=True)
class Visit:
    """What one cold visit cost: milliseconds, bytes over the wire, requests."""

    milliseconds: float
    volume: int
    requests: int


def main() -> int:
    """Visit each form and the bare one in turns; give 1 where a form misses the mark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--browser", default=shutil.which("chromium") or "chromium")
    asked = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory(prefix="thuocdo-bench-") as folder:
        codes = {name: _furnish(Path(folder) / "data", name) for name in _FORMS}
        bare = [str(ROOT / "bench" / "bare_form.py"), "{port}", f"{folder}/bare.sqlite3"]
        ours = ["-m", "thuocdo", "serve", "intake", "--port", "{port}", "--data", f"{folder}/data"]
        with _serving(bare) as bare_form, _serving(ours, health="/healthz") as our_form:
            addresses = {"bare form": f"http://127.0.0.1:{bare_form[0]}/"} | {
                name: f"http://127.0.0.1:{our_form[0]}/s/{code}" for name, code in codes.items()
            }
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=asked.browser,
                    args=["--no-sandbox", "--disable-gpu", "--disable-quic"],
                )
                for network, latency in _NETWORKS.items():
                    good &= _compare(
                        browser, addresses, network=network, latency=latency, runs=asked.runs
                    )
                browser.close()
    return 0 if good else 1


def _compare(
    browser: Browser, addresses: Mapping[str, str], *, network: str, latency: float, runs: int
) -> bool:
    seen: dict[str, list[Visit]] = {name: [] for name in addresses}
    for _ in range(runs):
        for name, address in addresses.items():
            seen[name].append(_visit(browser, address, latency))
    _say(f"{network:24}   best ms  median ms   worst ms    ratio    bytes   requests")
    base = statistics.median(one.milliseconds for one in seen["bare form"])
    good = True
    for name, visits in seen.items():
        middle = statistics.median(one.milliseconds for one in visits)
        best, worst = (ends(one.milliseconds for one in visits) for ends in (min, max))
        volume, requests = max(one.volume for one in visits), max(one.requests for one in visits)
        _say(
            f"  {name:22} {best:9.0f} {middle:10.0f} {worst:10.0f} {middle / base:8.2f} "
            f"{volume:8} {requests:10}"
        )
        if name != "bare form":
            good &= middle <= _MOST_MS and volume <= _MOST_BYTES and requests <= _MOST_REQUESTS
    return good


def _visit(browser: Browser, address: str, latency: float) -> Visit:
    context = browser.new_context(viewport=_PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": latency,
            "downloadThroughput": 1_600_000 / 8,
            "uploadThroughput": 750_000 / 8,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    volumes: list[int] = []
    session.on(
        "Network.loadingFinished", lambda event: volumes.append(int(event["encodedDataLength"]))
    )
    page.add_init_script(_WATCH)
    page.goto(address, wait_until="networkidle")
    page.wait_for_function(
        "window.firstQuestion && performance.getEntriesByName('first-contentful-paint').length"
    )
    visit = Visit(page.evaluate(_TOLD), sum(volumes), sum(1 for one in volumes if one))
    context.close()
    return visit


if __name__ == "__main__":
    raise SystemExit(main())
