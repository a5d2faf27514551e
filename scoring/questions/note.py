"""This module tells something between the questions and asks nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from scoring.question import Fields, Flaw, QuestionFields, Value
from scoring.types import N_, Sentence


class NoteQuestion(QuestionFields):
    """A few words to read; nothing is sent and nothing is stored.

    >>> note = NoteQuestion(type="note", code="THANKS", label={"vi": "Sắp xong rồi."})
    >>> note.parse_fields({"THANKS": ["x"]}) is None, note.field_names()
    (True, ())
    """

    type: Literal["note"]

    def field_names(self) -> tuple[str, ...]:
        """A note has no field."""
        return ()

    def parse(self, given: Sequence[str]) -> Value | Sentence | None:
        """Give None: a note has no answer."""
        del given
        return None

    def parse_fields(self, fields: Fields) -> Value | Sentence | None:
        """Give None: a note has no answer."""
        del fields
        return None

    def fields_of(self, value: Value) -> dict[str, list[str]]:
        """Give no fields: a note has none."""
        del value
        return {}

    def flaws(self) -> Iterator[Flaw]:
        """Find a note that is to be answered."""
        if self.required:
            yield Flaw(
                "questionnaire.required",
                ("required",),
                Sentence(N_("a question that can be answered")),
                Sentence(N_("a note")),
                Sentence(N_("Take “required” off the note.")),
            )
