"""This module is the command line: it lists the commands and says every failure in plain lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated

import typer
from typer.exceptions import TyperException

from scoring.types import N_, ProblemsFound
from thuocdo import VERSION
from thuocdo.commands import (
    audit,
    backup,
    criteria,
    criteria_files,
    criteria_schema,
    criteria_versions,
    db,
    demo,
    entry,
    evidence,
    exports,
    figures,
    imports,
    invite,
    kiosk,
    people,
    qr,
    ranks,
    rounds,
    score,
    serve,
    survey,
    survey_files,
    tickets,
    what_if,
)
from thuocdo.os_reasons import os_reason
from thuocdo.usage import wrong_usage
from thuocdo.voice import both, complain, report, tell

OK, CHECK_FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

# Every command, in the order in which --help shows them.
REGISTRATIONS: tuple[Callable[[typer.Typer], None], ...] = (
    demo.register,
    serve.register,
    db.register,
    criteria.register,
    criteria_files.register,
    criteria_schema.register,
    criteria_versions.register,
    rounds.register,
    score.register,
    what_if.register,
    survey.register,
    survey_files.register,
    ranks.register,
    imports.register,
    exports.register,
    figures.register,
    qr.register,
    kiosk.register,
    tickets.register,
    invite.register,
    entry.register,
    backup.register,
    audit.register,
    evidence.register,
    people.register,
)

_SAID_OF_CLOSED = {
    "closed": N_(
        "Round {id} is closed: it takes no declared, imported or computed figures any more, and"
        " nothing was written. What an appraiser corrects, with a reason, is still taken."
    ),
    "published": N_(
        "Round {id} is published: it takes no declared, imported or computed figures any more, and"
        " nothing was written. What an appraiser corrects, with a reason, is still taken, and the"
        " round is published again."
    ),
}


def build(registrations: Sequence[Callable[[typer.Typer], None]] = REGISTRATIONS) -> typer.Typer:
    """Return the command tree."""
    root = typer.Typer(
        name="thuocdo",
        help=both(N_("Public administration, measured by the people it serves.")),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @root.callback()
    def options(
        version: Annotated[
            bool,
            typer.Option(
                "--version",
                is_eager=True,
                callback=_tell_version,
                help=both(N_("Show the version and stop.")),
            ),
        ] = False,
    ) -> None:
        del version

    for register in registrations:
        register(root)
    return root


@cache
def _tree(registrations: tuple[Callable[[typer.Typer], None], ...]) -> Callable[..., object]:
    """Make the commands once: reading every option's type takes longer than most commands."""
    return typer.main.get_command(build(registrations))


def _tell_version(wanted: bool) -> None:
    if wanted:
        tell("Thước Đo {version}", version=VERSION)
        raise typer.Exit(OK)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1 a check failed, 2 bad input.

    Every failure becomes one clear line per problem on standard error; THUOCDO_DEBUG=1 lets the
    traceback of an unexpected one through, for developers.
    """
    _speak_utf8()
    try:
        status = _tree(REGISTRATIONS)(
            args=list(sys.argv[1:] if arguments is None else arguments),
            prog_name="thuocdo",
            standalone_mode=False,
        )
    except ProblemsFound as found:
        report(found)
        return BAD_INPUT
    except TyperException as error:
        return _wrong_call(error)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_left()
    except Exception as error:  # a person at a terminal never sees a traceback
        if os.environ.get("THUOCDO_DEBUG") == "1":
            raise
        return _explain(error)
    return status if isinstance(status, int) else OK


def _wrong_call(error: TyperException) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{error.format_message()}\n")
    else:
        complain(
            N_("The command was not understood: {detail} (see: thuocdo --help)"),
            detail=wrong_usage(error),
        )
    return BAD_INPUT


def _said_of_faults() -> tuple[tuple[type[Exception], str], ...]:
    from storage.faults import Refused, SchemaBehind, StorageFault, Unavailable

    return (
        (
            SchemaBehind,
            N_(
                "The tables of the database do not fit this program ({detail})."
                " Run: thuocdo db upgrade"
            ),
        ),
        (Unavailable, N_("The database cannot be reached or is too busy: {detail}")),
        (Refused, N_("The database refused these data: {detail}")),
        (StorageFault, N_("The database did not do what was asked: {detail}")),
    )


def _explain(error: Exception) -> int:
    from storage.faults import RoundClosed

    detail = " ".join(str(error).split())
    if isinstance(error, RoundClosed):
        complain(_SAID_OF_CLOSED.get(error.stage, _SAID_OF_CLOSED["closed"]), id=error.round_id)
        return BAD_INPUT
    for kind, sentence in _said_of_faults():
        if isinstance(error, kind):
            complain(sentence, detail=detail)
            return BAD_INPUT
    if isinstance(error, OSError):
        complain(
            N_("{file}: the file or directory cannot be used: {detail}"),
            file=error.filename or "thuocdo",
            detail=os_reason(error),
        )
        return BAD_INPUT
    complain(
        N_("Something unexpected happened ({kind}: {detail}). Nothing was reported as done."),
        kind=type(error).__name__,
        detail=detail,
    )
    return BAD_INPUT


def _reader_left() -> int:
    # The reader of a pipe (head, less) has gone; flushing at exit must not complain again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK


def _speak_utf8() -> None:
    """Write Vietnamese also where the terminal's locale would not allow it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
