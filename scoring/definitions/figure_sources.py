"""This module reads which criteria of a set take their figures from the register or a survey."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from scoring.definitions.criteria_set import CriteriaSet, Criterion, Definition
from scoring.definitions.load import Located, examine_yaml
from scoring.definitions.register import MEASURES
from scoring.definitions.shape import shape_problems
from scoring.rule import Code
from scoring.types import N_, Problem, ProblemsFound, said

Term = Annotated[str, Field(pattern=r"^-?[a-z_]+$")]
Terms = Annotated[tuple[Term, ...], Field(min_length=1)]


class RegisterSource(Definition):
    """A criterion computed from the register: every input is a sum of measures, some taken off."""

    source: Literal["register"]
    counts: Literal["computed", "declared"] = "computed"
    inputs: Annotated[Mapping[str, Terms], Field(min_length=1)]


class SurveySource(Definition):
    """A criterion computed from answers: the share satisfied (4 and 5 of 5) with an item."""

    source: Literal["survey"]
    counts: Literal["computed", "declared"] = "computed"
    item: Code
    tiers: tuple[str, ...] = ()  # tiers of evidence that count; all where none is named
    at_least: Annotated[int, Field(ge=5)] = 30  # answers


class Comparison(Definition):
    """How an index is compared over a break: the mean of the predecessors', by this figure."""

    weight: Code
    input: str


class FigureSourcesBody(Definition):
    """What the file says."""

    set: str
    criteria: Mapping[str, Annotated[RegisterSource | SurveySource, Field(discriminator="source")]]
    comparison: Comparison | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.criteria:
            raise PydanticCustomError("too_short", "nothing", {"min_length": 1})
        return self


class FigureSources(FigureSourcesBody):
    """The sources of a set's figures, with the SHA-256 of the file."""

    sha256: str


def find_figure_sources(
    criteria_set: CriteriaSet, *, directories: Sequence[Path]
) -> FigureSources | None:
    """Load the sources of a set's figures, an office's own first; None where none are declared.

    Raises ProblemsFound with everything wrong in the file.
    """
    for directory in directories:
        path = directory / "figures" / f"{criteria_set.id}.yaml"
        if path.resolve().is_relative_to(directory.resolve()) and path.is_file():
            return load_figure_sources(path, criteria_set)
    return None


def load_figure_sources(path: Path, criteria_set: CriteriaSet) -> FigureSources:
    """Load the sources of a set's figures from a file; raises ProblemsFound."""
    located, problems = examine_yaml(path)
    if located is None:
        raise ProblemsFound(problems)
    try:
        body = FigureSourcesBody.model_validate(located.value)
    except ValidationError as error:
        shape = shape_problems(located, error, model=FigureSourcesBody)
        raise ProblemsFound([*problems, *shape]) from error
    problems = [*problems, *_meaning(located, body, criteria_set)]
    if problems:
        raise ProblemsFound(problems)
    return FigureSources(**dict(body), sha256=sha256(located.raw).hexdigest())


def _meaning(
    located: Located, body: FigureSourcesBody, criteria_set: CriteriaSet
) -> Iterator[Problem]:
    if body.set != criteria_set.id:
        yield located.problem(
            "sources.set",
            ("set",),
            expected=said(N_("the id of the set, {id}"), id=criteria_set.id),
            got=said(N_("“{text}”"), text=body.set),
            remedy=said(N_("Correct the value.")),
        )
    by_code = {criterion.code: criterion for criterion in criteria_set.criteria()}
    for code, source in body.criteria.items():
        criterion = by_code.get(code)
        if criterion is None:
            yield located.problem(
                "sources.criterion",
                ("criteria", code),
                expected=said(N_("a criterion of the set that is scored")),
                got=said(N_("“{text}”"), text=code),
                remedy=said(N_("“thuocdo criteria show” lists the codes of a set.")),
            )
            continue
        yield from _inputs(located, code, source=source, criterion=criterion)
    if body.comparison is not None:
        weight = by_code.get(body.comparison.weight)
        if weight is None or body.comparison.input not in weight.scoring_rule.inputs():
            yield located.problem(
                "sources.weight",
                ("comparison", "weight"),
                expected=said(N_("a criterion of the set and one of its inputs")),
                got=said(N_("“{text}”"), text=f"{body.comparison.weight}.{body.comparison.input}"),
                remedy=said(N_("Correct the value.")),
            )


def _inputs(
    located: Located, code: str, *, source: RegisterSource | SurveySource, criterion: Criterion
) -> Iterator[Problem]:
    taken = criterion.scoring_rule.inputs()
    if isinstance(source, SurveySource):
        if "index" not in taken:
            yield located.problem(
                "sources.survey",
                ("criteria", code, "source"),
                expected=said(N_("a criterion of the rule “survey”")),
                got=said(N_("“{text}”"), text=criterion.scoring_rule.type),
                remedy=said(N_("Correct the value.")),
            )
        return
    for name, terms in source.inputs.items():
        if name not in taken:
            yield located.problem(
                "sources.input",
                ("criteria", code, "inputs", name),
                expected=said(N_("one of the inputs {inputs}"), inputs=", ".join(taken)),
                got=said(N_("“{text}”"), text=name),
                remedy=said(N_("Use the input that the criterion's rule takes.")),
            )
        for place, term in enumerate(terms):
            if term.removeprefix("-") not in MEASURES:
                yield located.problem(
                    "sources.measure",
                    ("criteria", code, "inputs", name, place),
                    expected=said(
                        N_("a measure of the register: {names}"), names=", ".join(MEASURES)
                    ),
                    got=said(N_("“{text}”"), text=term),
                    remedy=said(N_("Correct the value.")),
                )
    for name in criterion.scoring_rule.needed:
        if name not in source.inputs:
            yield located.problem(
                "sources.needed",
                ("criteria", code, "inputs"),
                expected=said(N_("the input {name}"), name=name),
                got=said(N_("nothing")),
                remedy=said(N_("Say which measures it is the sum of.")),
            )
