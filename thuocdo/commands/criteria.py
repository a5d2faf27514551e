"""This module holds `thuocdo criteria`: list, check, show and compare sets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from scoring.definitions import Located
from scoring.types import N_, Problem, ProblemsFound
from thuocdo.commands.score import CriteriaOption, directories
from thuocdo.sets import AnySetArgument, DataOption
from thuocdo.voice import both, report, tell, words

SetArgument = Annotated[str, typer.Argument(help=both(N_("A set's id, or its YAML file.")))]


def register(root: typer.Typer) -> None:
    """Add `criteria` to the command tree."""
    group = typer.Typer(
        help=both(N_("Criteria sets and surveys: list, check, show, compare.")),
        no_args_is_help=True,
    )
    group.command("list", help=both(N_("List the sets and surveys that can be used.")))(list_)
    group.command("check", help=both(N_("Check files; every problem of every file at once.")))(
        check
    )
    group.command("show", help=both(N_("Show a set: areas, criteria, maxima and inputs.")))(show)
    group.command("diff", help=both(N_("Compare two sets: 0 the same, 1 different.")))(diff)
    root.add_typer(group, name="criteria")


def list_(*, criteria_dir: CriteriaOption = None, data: DataOption = None) -> int:
    """Print one line for each set and survey; with ``data`` those that are kept there, too."""
    from scoring.definitions import list_sets
    from scoring.definitions.questionnaire_load import load_questionnaire

    folders = directories(criteria_dir)
    speak = words()
    template = speak(N_("template, not an official text"))
    for one in list_sets(folders):
        mark = f" [{template}]" if one.template else ""
        _line(f"{one.id}\t{speak.text(one.title)}{mark}")
    if data is not None:
        _list_kept(data)
    surveys = [path for folder in folders for path in sorted((folder / "surveys").rglob("*.yaml"))]
    seen: set[str] = set()
    for path in surveys:
        questionnaire = load_questionnaire(path)
        if questionnaire.id not in seen:
            _line(f"{questionnaire.id}\t{speak.text(questionnaire.title)}")
        seen.add(questionnaire.id)
    return 0


def _list_kept(data: Path) -> None:
    from storage.criteria_versions import CriteriaVersions
    from thuocdo.stored import stored_data

    speak = words()
    with stored_data(data) as database:
        for one in CriteriaVersions(database).all():
            state = speak(N_("draft") if one.issued_at is None else N_("issued"))
            _line(f"{one.set_id}\t{one.sha256[:12]} [{state}]")


def check(
    files: Annotated[list[Path], typer.Argument(help=both(N_("YAML files of sets or surveys.")))],
) -> int:
    """Return 0 when every file is valid; otherwise say every problem and return 2."""
    problems: list[Problem] = []
    for path in files:
        try:
            checked = _load(path)
        except ProblemsFound as found:
            problems += found.problems
        else:
            tell(N_("{file}: valid ({id})."), file=str(path), id=checked)
    if problems:
        report(ProblemsFound(problems))
        return 2
    return 0


def _load(path: Path) -> str:
    """Load a set or a survey, whichever the file holds, and give its id."""
    from scoring.definitions import load_criteria_set
    from scoring.definitions.load import examine_yaml
    from scoring.definitions.questionnaire_load import load_questionnaire

    located, _ = examine_yaml(path)
    return load_questionnaire(path).id if _is_survey(located) else load_criteria_set(path).id


def _is_survey(located: Located | None) -> bool:
    value = None if located is None else located.value
    return isinstance(value, dict) and "sections" in value and "areas" not in value


def show(id_: SetArgument, *, criteria_dir: CriteriaOption = None) -> int:
    """Print a set as an indented list."""
    from scoring.definitions import find_set

    speak = words()
    found = find_set(id_, directories=directories(criteria_dir))
    _line(f"{found.id}  {speak.text(found.title)}")
    if found.template:
        tell(N_("This is a template, not an official text."))
    tell(
        N_("Maximum {points}; rounded at: {at}, {places} places, {mode}; ranking: {ranking}"),
        points=found.max_points,
        at=found.rounding.at,
        places=found.rounding.places,
        mode=found.rounding.mode,
        ranking=found.ranking,
    )
    _line(f"SHA-256 {found.sha256}")
    for band in found.bands:
        tell(
            N_("  {code}: {name}, from {bound} %"),
            code=band.code,
            name=band.name,
            bound=band.at_least,
        )
    for area in found.areas:
        _line(f"\n{area.code}  {speak.text(area.name)}  [{area.max_points}]")
        for criterion in area.scored:
            rule = criterion.scoring_rule
            inputs = ", ".join(rule.inputs())
            _line(
                f"  {criterion.code}  {speak.text(criterion.name)}  [{criterion.max_points}]"
                f"  {rule.type}({inputs})"
            )
    return 0


def diff(
    first: AnySetArgument,
    second: AnySetArgument,
    *,
    criteria_dir: CriteriaOption = None,
    data: DataOption = None,
) -> int:
    """Return 0 when two sets score alike and read alike, 1 when they differ; say where."""
    from scoring.definitions.set_comparison import compare_sets
    from thuocdo.sets import any_set
    from ui.workbooks.set_words import change_line

    folders = directories(criteria_dir)
    one, other = (any_set(name, folders=folders, data=data) for name in (first, second))
    changes = compare_sets(one, other)
    for change in changes:
        _line(change_line(words(), change))
    if changes:
        return 1
    tell(N_("No difference."))
    return 0


def _line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
