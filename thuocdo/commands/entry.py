"""This module holds `thuocdo entry`: passes for interviewers and for clerks with paper forms."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from scoring.types import N_, Percent, Problem, ProblemsFound, Sentence, said
from thuocdo.voice import both, refusal, tell, words

if TYPE_CHECKING:
    from scoring.definitions.questionnaire import Questionnaire
    from storage.database import Database
    from storage.entry_desks import EntryPass, NewEntryDesk
    from storage.records import ServicePoint
    from storage.settings import Settings
    from thuocdo.entry_passes import HandedOut

CHANNELS = ("interviewer", "paper")
DataOption = Annotated[
    Path | None, typer.Option("--data", help=both(N_("Data directory (THUOCDO_DATA_DIR).")))
]
PointOption = Annotated[str, typer.Option("--point", help=both(N_("Code of the service point.")))]
ChannelOption = Annotated[
    str, typer.Option("--channel", help=both(N_("interviewer, or paper for paper forms.")))
]
LabelOption = Annotated[
    str, typer.Option("--label", help=both(N_("A name for this task, shown on its pages.")))
]
DaysOption = Annotated[
    int, typer.Option("--days", min=1, max=366, help=both(N_("How many days it is good.")))
]
EntriesOption = Annotated[
    int,
    typer.Option(
        "--entries",
        min=1,
        max=2,
        help=both(N_("How many people enter each paper: 2 compares them.")),
    ),
]
HandwrittenOption = Annotated[
    bool,
    typer.Option(
        "--handwritten",
        help=both(N_("Serial numbers are written by hand, without a check character.")),
    ),
]
LanguageOption = Annotated[
    str, typer.Option("--lang", help=both(N_("Language of the paper forms.")))
]
PrintOption = Annotated[
    Path | None,
    typer.Option("--print", help=both(N_("PDF file with a slip for each person to write."))),
]


def register(root: typer.Typer) -> None:
    """Add `entry` to the command tree."""
    group = typer.Typer(
        help=both(N_("Passes for interviewers, and for entering paper forms.")),
        no_args_is_help=True,
    )
    group.command("pass", help=both(N_("Make the passes of one desk; each is shown once.")))(make)
    group.command("list", help=both(N_("List the passes, what was done with them, how well.")))(
        show
    )
    group.command("revoke", help=both(N_("End a pass at once and for good.")))(revoke)
    root.add_typer(group, name="entry")


def make(  # noqa: PLR0913  # one parameter is one option
    *,
    point: PointOption,
    channel: ChannelOption,
    label: LabelOption = "",
    days: DaysOption = 30,
    entries: EntriesOption = 2,
    handwritten: HandwrittenOption = False,
    language: LanguageOption = "vi",
    out: PrintOption = None,
    data: DataOption = None,
) -> int:
    """Open a desk at a counter; only keyed hashes are stored, so the passes exist only here."""
    from storage.database import open_database
    from storage.entry_desks import EntryChannel, NewEntryDesk
    from storage.settings import Settings
    from thuocdo.entry_passes import hand_out

    settings = Settings.from_environment(data)
    database = open_database(settings)
    try:
        counter, form = _checked(
            database, point, channel=channel, language=language, label=label, out=out
        )
        now = datetime.now(UTC)
        new = NewEntryDesk(
            point_code=counter.code,
            questionnaire_sha256=form.sha256,
            channel=cast("EntryChannel", channel),
            label=label.strip(),
            language=language,
            entries=entries if channel == "paper" else 1,
            handwritten=handwritten,
            made_at=now,
            made_by=_actor(),
            expires_at=now + timedelta(days=days),
        )
        with database.write():
            made = hand_out(database, new, secret=settings.secret)
            for one in made:
                _audit(database, "entry_pass.made", one.id, point=counter.code, channel=channel)
            if out is not None:
                _print(out, settings, database, counter=counter, desk=new, made=made)
    finally:
        database.close()
    for one in made:
        tell(
            N_("Pass {number}, {who}: {address}"),
            number=one.id,
            who=who(channel, one.place, new.entries),
            address=f"{settings.public_url}{one.path}",
        )
    tell(
        N_("Good until {day}. Hand each address to one person only; it is not shown again."),
        day=new.expires_at,
    )
    return 0


def show(*, data: DataOption = None) -> int:
    """List every pass, the newest desk first."""
    from storage.database import open_database
    from storage.entry_desks import EntryDesks
    from storage.settings import Settings

    database = open_database(Settings.from_environment(data))
    try:
        found = EntryDesks(database).all()
        if not found:
            tell(N_("No passes have been made yet."))
        for one in found:
            tell(
                N_("{number}  {point}  {who}  {label}  {state}"),
                number=one.id,
                point=one.desk.point_code,
                who=who(one.desk.channel, one.place, one.desk.entries),
                label=one.desk.label,
                state=_state(one),
            )
            _tell_work(database, one)
    finally:
        database.close()
    return 0


def revoke(
    *,
    number: Annotated[int, typer.Argument(help=both(N_("Number of the pass.")))],
    data: DataOption = None,
) -> int:
    """End a pass; what was entered with it stays."""
    from storage.database import open_database
    from storage.entry_desks import EntryDesks
    from storage.settings import Settings

    database = open_database(Settings.from_environment(data))
    try:
        with database.write():
            if not EntryDesks(database).revoke(number, at=datetime.now(UTC)):
                raise refusal(
                    "NUMBER",
                    expected=N_("the number of a pass that is not revoked"),
                    got=str(number),
                    remedy=N_("See: thuocdo entry list"),
                )
            _audit(database, "entry_pass.revoked", number)
    finally:
        database.close()
    tell(N_("Pass {number} is revoked; what was entered with it stays."), number=number)
    return 0


def who(channel: str, place: int, entries: int) -> Sentence:
    """Say whose pass it is."""
    if channel == "interviewer":
        return said(N_("interviewer"))
    if entries == 1:
        return said(N_("paper forms, entered once"))
    return said(N_("paper forms, first entry") if place == 1 else N_("paper forms, second entry"))


def _checked(
    database: Database, typed: str, *, channel: str, language: str, label: str, out: Path | None
) -> tuple[ServicePoint, Questionnaire]:
    """Find counter and form, or raise ProblemsFound with everything that is wrong at once."""
    problems: list[Problem] = []
    counter, form = _counter(database, typed, problems)
    if channel not in CHANNELS:
        problems += refusal(
            "--channel",
            expected=N_("interviewer or paper"),
            got=channel,
            remedy=N_("Choose “paper” to enter paper forms, “interviewer” to ask people."),
        ).problems
    if form is not None and language not in form.languages:
        problems += refusal(
            "--lang",
            expected=N_("a language of this questionnaire"),
            got=language,
            remedy=N_("Choose one of those that its file lists under “languages”."),
        ).problems
    if len(label) > 120 or not label.isprintable():
        problems += refusal(
            "--label",
            expected=N_("a name of up to 120 characters on one line"),
            got=label[:40],
            remedy=N_("Choose a shorter name."),
        ).problems
    if out is not None and (out.exists() or not out.parent.is_dir()):
        problems += refusal(
            "--print",
            expected=N_("a file that does not exist yet, in a directory that does"),
            got=str(out),
            remedy=N_("Choose another name."),
        ).problems
    if problems or counter is None or form is None:
        raise ProblemsFound(problems)
    return counter, form


def _counter(
    database: Database, typed: str, problems: list[Problem]
) -> tuple[ServicePoint | None, Questionnaire | None]:
    from scoring.definitions.questionnaire_load import questionnaire_from_bytes
    from storage.questionnaires import Questionnaires
    from storage.service_points import ServicePoints
    from survey_app import codes

    code = codes.read(typed)
    point = None if code is None else ServicePoints(database).by_code(code)
    if point is None or not point.active:
        problems += refusal(
            "--point",
            expected=N_("the code of an open service point"),
            got=typed,
            remedy=N_("Check the code; every code ends in a check character."),
        ).problems
        return None, None
    kept = Questionnaires(database).latest(point.questionnaire_id)
    if kept is None:
        raise LookupError(f"point {point.code} names a questionnaire that is not kept")
    return point, questionnaire_from_bytes(kept.content, file=kept.sha256[:12])


def _print(
    out: Path,
    settings: Settings,
    database: Database,
    *,
    counter: ServicePoint,
    desk: NewEntryDesk,
    made: tuple[HandedOut, ...],
) -> None:
    """Write the slips while nothing is committed: no pass without its slip."""
    from storage.units import Units
    from ui.printing.pass_slips import PassSlip, pass_slips_pdf

    unit = Units(database).by_code(counter.unit_code)
    slips = [
        PassSlip(
            who=words().say(who(desk.channel, one.place, desk.entries)),
            number=one.id,
            unit=unit.name if unit else "",
            counter=words().text(counter.name),
            label=desk.label,
            url=f"{settings.public_url}{one.path}",
            until=desk.expires_at,
        )
        for one in made
    ]
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(pass_slips_pdf(slips, words=words()))


def _tell_work(database: Database, one: EntryPass) -> None:
    from storage.entry_desks import EntryContacts
    from storage.entry_drafts import EntryDrafts
    from storage.entry_unusable import UnusablePapers

    if one.desk.channel == "interviewer":
        counts = EntryContacts(database).counts(one.id)
        tries = sum(counts.values())
        tell(
            N_(
                "      {interviews} interviews, {refusals} refused, {absences} not at home: {share}"
            ),
            interviews=counts["interview"],
            refusals=counts["refusal"],
            absences=counts["absence"],
            share=_share(counts["interview"], tries),
        )
    elif one.place == 1:
        quality = EntryDrafts(database).quality(one.desk.id)
        tell(
            N_("      {counted} forms counted, {undone} undone; agreement of two entries: {share}"),
            counted=quality.counted,
            undone=sum(quality.undone.values()),
            share=_share(quality.compared - quality.differed, quality.compared),
        )
        back = UnusablePapers(database).of_one(one.desk.id)
        tell(
            N_("      {received} papers came back: {entered} entered, {unusable} unusable"),
            received=back.received,
            entered=back.entered,
            unusable=back.spoilt,
        )


def _share(part: int, whole: int) -> Percent | str:
    return Percent(Fraction(100 * part, whole)) if whole else "–"


def _state(one: EntryPass) -> str:
    standing = one.standing(datetime.now(UTC))
    if standing == "revoked":
        return words()(N_("revoked"))
    template = N_("expired on {day}") if standing == "expired" else N_("good until {day}")
    return words()(template, day=one.desk.expires_at)


def _audit(database: Database, action: str, number: int, **details: object) -> None:
    from storage.audit import Audit

    Audit(database).record(_actor(), action, str(number), at=datetime.now(UTC), details=details)


def _actor() -> str:
    try:
        return f"command:{getpass.getuser()}"
    except (OSError, KeyError):
        return "command"
