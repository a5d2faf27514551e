"""This module reads a page's form as a browser without scripts would send it."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "br", "use", "path", "circle", "rect", "img"})


class FormReader(HTMLParser):
    """Gathers the successful controls of the form `phieu`, and what a page must never hold."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.fields: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.choices: dict[str, list[str]] = {}
        self._select = ""
        self._area: str | None = None
        self._written = ""
        self._picked: dict[str, str] = {}

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.handlers += [name for name in given if name.startswith("on") or name == "style"]
        if "id" in given:
            self.ids.append(given["id"])
        if tag not in VOID:
            self.open.append((tag, given))
        name = given.get("name")
        if tag == "input" and name:
            self._input(name, given)
        elif tag == "select":
            self._select = name
            self.names.add(name)
        elif tag == "option":
            self.choices.setdefault(self._select, []).append(given.get("value"))
            self._option = given
            self._written = ""
        elif tag == "textarea":
            self._area, self._written = name, ""
            self.names.add(name)

    def _input(self, name, given):
        self.names.add(name)
        kind = given.get("type", "text")
        if kind in {"radio", "checkbox"}:
            self.choices.setdefault(name, []).append(given["value"])
            if "checked" not in given:
                return
        self.fields.setdefault(name, []).append(given.get("value") or "")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data):
        self._written += data

    def handle_endtag(self, tag):
        opened, given = self.open.pop()
        assert opened == tag, f"<{opened}> ends as </{tag}>"
        if tag == "option":
            value = given.get("value", self._written)
            first = self._select not in self._picked
            if "selected" in given or first:
                self._picked[self._select] = value
        elif tag == "select":
            self.fields[self._select] = [self._picked[self._select]]
            self._select = ""
        elif tag == "textarea":
            self.fields[self._area] = [self._written.removeprefix("\n")]
            self._area = None


def read_form(page: str) -> FormReader:
    """Read a page; fails where it is not well nested or an id stands twice."""
    reader = FormReader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    return reader
