"""This module adds to Streamlit's page the style and the words that none of its options sets."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Final

from ui.theme import css
from ui.words import N_, translator

# Streamlit's own words, letter for letter as its bundle writes them.
ITS_WORDS: Final = (
    N_("Skip to main content"),
    N_("Sidebar"),
    N_("App pages"),
    N_("Navigate to home page"),
    N_("Expand sidebar"),
    N_("Collapse sidebar"),
    N_("Main menu"),
    N_("Upload"),
    N_("Add files"),
    N_("Drag and drop a file here"),
    N_("Drag and drop files here"),
    N_("{size} per file"),
    N_("Remove {file}"),
    N_("Choose an option"),
    N_("Choose options"),
    N_("No options to select"),
    N_("No results"),
    N_("Selectbox options"),
    N_("Clear value"),
    N_("Clear all"),
    N_("Increment"),
    N_("Decrement"),
    N_("Press Enter to apply"),
    N_("Press Enter to submit form"),
    N_("Help"),
    N_("Show/hide columns"),
    N_("Show/hide columns: {table}"),
    N_("Download as CSV"),
    N_("Download as CSV: {table}"),
    N_("Search"),
    N_("Search: {table}"),
    N_("Fullscreen"),
    N_("Fullscreen: {table}"),
    N_("Close fullscreen"),
    N_("Close fullscreen: {table}"),
    N_("Clear selection"),
    N_("Close Search"),
    N_("Next Result"),
    N_("Previous Result"),
    N_("Help for {label}"),
    N_("View {count} more"),
    N_("View less"),
    N_("Scroll tabs left"),
    N_("Scroll tabs right"),
    N_("Copy to clipboard"),
    N_("Running..."),
    N_("Notifications"),
    N_("Open"),
    N_("Stop"),
    N_("Logo"),
    N_("Close"),
    N_("Connecting"),
    N_("Connecting to Streamlit server"),
    N_("Unable to connect to Streamlit server"),
    N_("Connection error"),
    N_("Streamlit server is not responding. Are you connected to the internet?"),
    N_("Connection lost. Please wait for the app to reconnect, then try again."),
)
_SPACE: Final = re.compile(r"\s*\n\s*")
_REMARK: Final = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def own_script() -> bytes:
    """Give the script that says Streamlit's words; it is the same in every language."""
    return (resources.files("ui") / "streamlit_page.js").read_bytes()


@cache
def additions(language: str, *, dark: bool) -> bytes:
    """Write what stands at the end of the page's head: style, words and script."""
    style = _SPACE.sub("\n", _REMARK.sub("", _style()))
    words = html.escape(json.dumps(list(_words(language)), ensure_ascii=False))
    head = f'<style>{css(dark=dark)}{style}</style><meta name="thuocdo-words" content="{words}">'
    return head.encode() + b"<script>" + own_script() + b"</script>"


def _words(language: str) -> Iterable[tuple[str, str]]:
    words = translator(language)
    return ((its, words(its)) for its in ITS_WORDS if words(its) != its)


def _style() -> str:
    return (resources.files("ui") / "streamlit_page.css").read_text(encoding="utf-8")
