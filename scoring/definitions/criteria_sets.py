"""This module loads criteria sets, by file or by id, from our own folder and an office's."""

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from scoring.definitions.check import check_criteria_set
from scoring.definitions.criteria_set import CriteriaSet, CriteriaSetBody
from scoring.definitions.load import Located, examine_bytes, examine_yaml
from scoring.types import N_, Problem, ProblemsFound, said


def load_criteria_set(path: Path) -> CriteriaSet:
    """Load a criteria set from a file; raises ProblemsFound with every problem in it."""
    located, problems = examine_yaml(path)
    return _built(located, problems)


def criteria_set_from_bytes(raw: bytes, *, file: str) -> CriteriaSet:
    """Load a criteria set from the bytes kept with a round; raises ProblemsFound."""
    located, problems = examine_bytes(raw, file=file)
    return _built(located, problems)


def _built(located: Located | None, problems: Sequence[Problem]) -> CriteriaSet:
    if located is None:
        raise ProblemsFound(problems)
    unread = {problem.line for problem in problems if problem.code == "yaml.number"}
    found = [
        problem
        for problem in check_criteria_set(located)
        if problem.line not in unread  # a value not read is not also "missing"
    ]
    if problems or found:
        raise ProblemsFound([*problems, *found])
    body = CriteriaSetBody.model_validate(located.value)
    fields = {name: getattr(body, name) for name in CriteriaSetBody.model_fields}
    return CriteriaSet.model_construct(**fields, sha256=located.sha256, raw=located.raw)


def criteria_directories(extra: Path | None = None) -> tuple[Path, ...]:
    """Name the folders that hold definitions: an office's own first, then ours."""
    ours = Path(str(resources.files("criteria")))
    return (ours,) if extra is None else (extra, ours)


def find_set(id_or_path: str, *, directories: Sequence[Path] | None = None) -> CriteriaSet:
    """Load a set by its id (an office's own wins) or by its file; raises ProblemsFound."""
    directories = criteria_directories() if directories is None else directories
    for directory in directories:
        path = directory / "sets" / f"{id_or_path}.yaml"
        if _inside(path, directory) and path.is_file():
            return load_criteria_set(path)
    path = Path(id_or_path)
    if path.suffix in {".yaml", ".yml"} or path.is_file():
        return load_criteria_set(path)
    raise ProblemsFound([_unknown(id_or_path, directories)])


def list_sets(directories: Sequence[Path] | None = None) -> tuple[CriteriaSet, ...]:
    """Load every set in the folders, by id; an office's own hides ours; raises ProblemsFound."""
    found: dict[str, CriteriaSet] = {}
    problems: list[Problem] = []
    for directory in criteria_directories() if directories is None else directories:
        for path in sorted((directory / "sets").rglob("*.yaml")):
            try:
                one = load_criteria_set(path)
            except ProblemsFound as error:
                problems += error.problems
                continue
            found.setdefault(one.id, one)
    if problems:
        raise ProblemsFound(problems)
    return tuple(found[id_] for id_ in sorted(found))


def _inside(path: Path, directory: Path) -> bool:
    return path.resolve().is_relative_to(directory.resolve())


def _unknown(id_or_path: str, directories: Sequence[Path]) -> Problem:
    ids = sorted(
        path.relative_to(directory / "sets").with_suffix("").as_posix()
        for directory in directories
        for path in (directory / "sets").rglob("*.yaml")
    )
    return Problem(
        "set.unknown",
        id_or_path,
        None,
        "",
        said(N_("the id of a set ({ids}) or a YAML file"), ids=", ".join(ids)),
        said(N_("“{text}”"), text=id_or_path),
        said(N_("Choose one of these, or name the file; “thuocdo criteria list” shows them.")),
    )
