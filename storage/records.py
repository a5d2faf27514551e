"""This module holds the frozen values that repositories take and return."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, get_args

from scoring.types import Text
from storage.text import stored_moment, stored_text, vietnam_day

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
SHA256 = re.compile(r"[0-9a-f]{64}")
CONTENT_LIMIT = 65_536  # characters of canonical JSON; the doors refuse long before

ROLES = ("unit_officer", "inspector", "secretariat", "leader", "operator")

# The item under which whole answers are counted, so that "number of answers" is exact.
ANSWER_ITEM = "__answer"


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit of administration with its lifetime; `valid_to` is its last day."""

    code: str
    name: str
    kind: str
    group: str
    valid_from: date
    valid_to: date | None = None

    def stands_on(self, day: date) -> bool:
        """Return whether the unit exists on the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class UnitLink:
    """One step of lineage: on `day`, `before` became (part of) `after`."""

    before: str
    after: str
    day: date
    kind: str  # "merged", "split", "renamed"


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """A place where a QR code hangs."""

    code: str
    unit_code: str
    name: Text
    questionnaire_id: str
    opens: str = "light"  # "light" or "streamlit"
    active: bool = True
    replaced_by: str | None = None  # the code that hangs at this counter now; never stored here


@dataclass(frozen=True, slots=True)
class StoredQuestionnaire:
    """A questionnaire exactly as it was read, with the items whose values may be counted."""

    sha256: str
    id: str
    content: bytes
    counted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """One filled-in form on its way in; checked here so that one bad row cannot spoil a batch.

    `content` is the canonical JSON object of the answers, `content_hash` its SHA-256 as
    `scoring.questions.content_hash` makes it. `flags` say why an answer is set aside. A ticket,
    told by its hash only, is spent with the answer or not at all.
    """

    key: str
    content_hash: str
    point_code: str
    unit_code: str
    questionnaire_sha256: str
    received_at: datetime
    language: str
    content: str
    channel: str = "qr"
    tier: str = "volunteer"
    flags: tuple[str, ...] = ()
    simulated: bool = False
    ticket_sha256: str | None = None
    answered_on: date | None = None  # where it was given on an earlier day: paper, interviews

    def __post_init__(self) -> None:
        """Refuse with ValueError what could not be stored."""
        if not KEY.fullmatch(self.key):
            raise ValueError("a submission key has 16 to 64 url-safe characters")
        digests = (self.content_hash, self.questionnaire_sha256, self.ticket_sha256)
        for digest in (digest for digest in digests if digest is not None):
            if not SHA256.fullmatch(digest):
                raise ValueError("a SHA-256 is written as 64 lower-case hexadecimal digits")
        if len(self.content) > CONTENT_LIMIT:
            raise ValueError(f"an answer has at most {CONTENT_LIMIT} characters")
        stored_text(self.content)
        if not isinstance(json.loads(self.content), dict):
            raise ValueError("the content of an answer is a JSON object")
        for word in (self.point_code, self.unit_code, self.language, self.channel, self.tier):
            if not stored_text(word):
                raise ValueError("an answer names its point, unit, language, channel and tier")
        if any(not re.fullmatch(r"[a-z0-9_]+", flag) for flag in self.flags):
            raise ValueError("a flag is a word of lower-case letters, digits and underscores")
        stored_moment(self.received_at)

    @property
    def local_day(self) -> date:
        """The day in Viet Nam on which the answer was given, as far as is known."""
        return self.answered_on or vietnam_day(self.received_at)


@dataclass(frozen=True, slots=True)
class Stored:
    """The answer is new and committed."""

    receipt: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same key came with the same content: nothing new, the same receipt."""

    receipt: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """The same key came with other content: nothing stored, the receipt of the first."""

    receipt: str


TicketStanding = Literal["good", "spent", "expired", "revoked", "elsewhere", "unknown"]


@dataclass(frozen=True, slots=True)
class TicketRefused:
    """The ticket is not good for this answer, so nothing was stored; `standing` says why."""

    standing: TicketStanding


Outcome = Stored | Repeated | Conflict | TicketRefused


@dataclass(frozen=True, slots=True)
class ReceiptRecord:
    """What a receipt proves: that an answer was received, when, and whether it counts at once.

    Never its content. `set_aside` says that it was flagged on its way in.
    """

    receipt: str
    received_at: datetime
    set_aside: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers gave `value` to `item` in one cell of the chosen dimensions."""

    domain: Mapping[str, str | bool]  # dimension -> key, in the order asked; empty for the whole
    item: str
    value: str
    n: int


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """One answer as a file of answers needs it: never its receipt, nor the hour it came in."""

    number: int
    unit_code: str
    point_code: str
    local_day: date
    channel: str
    tier: str
    language: str
    flags: str  # words separated by spaces
    set_aside: bool  # by a person's decision, else by its marks
    simulated: bool
    questionnaire_sha256: str
    values: Mapping[str, object]


OPEN: Final = "open"
"""The stage of a round that takes figures from everyone who may state them."""


@dataclass(frozen=True, slots=True)
class NewRound:
    """A yearly run of one criteria set over one peer group, about to be opened."""

    id: str
    title: Text
    year: int
    group: str
    set_id: str
    set_sha256: str
    set_content: bytes
    opened_at: datetime
    stage: str = OPEN
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Round(NewRound):
    """A stored round; only its stage ever changes."""


FigureStep = Literal["declared", "computed", "appraised"]
FigureOrigin = Literal["declared", "imported", "register", "survey"]
COMPUTED_ORIGINS = ("register", "survey")


@dataclass(frozen=True, slots=True)
class NewFigure:
    """One figure as somebody states it; `value` None withdraws the figure at this step.

    `origin` tells where the value comes from (for an appraised figure: which one was taken).
    A computed figure that `prevails` counts before the declared one, another only where none is
    declared.
    """

    round_id: str
    unit_code: str
    criterion: str
    input: str
    value: Decimal | str | None
    step: FigureStep
    author: str
    recorded_at: datetime
    source: str = ""
    evidence: str = ""
    reason: str = ""
    origin: FigureOrigin = "declared"
    prevails: bool = False

    def __post_init__(self) -> None:
        """Refuse with ValueError a number that is not finite, an unknown step or origin."""
        if isinstance(self.value, Decimal) and not self.value.is_finite():
            raise ValueError("a figure is a finite number")
        if self.step not in get_args(FigureStep):
            raise ValueError(f"a figure is declared, computed or appraised, not {self.step}")
        if self.origin not in get_args(FigureOrigin):
            raise ValueError(f"a figure does not come from {self.origin}")
        if self.step == "computed" and self.origin not in COMPUTED_ORIGINS:
            raise ValueError(f"a figure is not computed from what is {self.origin}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRecord(NewFigure):
    """A stored figure with its number in the order of writing."""

    id: int


@dataclass(frozen=True, slots=True)
class RunLine:
    """One published line of a unit's score, explanation said in both languages."""

    unit_code: str
    code: str
    level: str  # "criterion", "area" or "total"
    points: Fraction | None
    max_points: Fraction | None
    status: str
    explanation: Text


@dataclass(frozen=True, slots=True)
class RunPlace:
    """One published place of the ranking; `rank` None for a unit without figures."""

    unit_code: str
    name: str
    group: str
    rank: int | None
    points: Fraction
    max_points: Fraction
    index: Fraction | None
    band: Text | None
    complete: bool


@dataclass(frozen=True, slots=True)
class NewRun:
    """A scored round about to be published and frozen."""

    round_id: str
    data_sha256: str
    code_version: str
    latest_figure_id: int
    published_at: datetime
    published_by: str
    places: tuple[RunPlace, ...]
    lines: tuple[RunLine, ...]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A published run: what it was made of, its ranking, and the SHA-256 of all of it."""

    id: int
    round_id: str
    number: int
    supersedes: int | None
    set_id: str
    set_sha256: str
    data_sha256: str
    code_version: str
    latest_figure_id: int
    content_sha256: str
    published_at: datetime
    published_by: str
    simulated: bool
    places: tuple[RunPlace, ...]


@dataclass(frozen=True, slots=True)
class BenchmarkRow:
    """One score of a benchmark; a row of a whole dimension has an empty sub-dimension code."""

    year: int
    entity: str
    dimension_code: str
    dimension: str
    subdimension_code: str
    subdimension: str
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in."""

    id: int
    username: str
    display_name: str
    role: str
    unit_code: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The password was right."""

    person: Person


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """The sign-in failed; `wait_until` is set while further attempts are turned away."""

    wait_until: datetime | None


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One entry of the audit chain; its hash covers its content and the hash before it."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, object]
    previous_hash: str
    hash: str = field(repr=False)
