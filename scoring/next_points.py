"""This module finds a unit's next points: the nearest figures that would earn it more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal

from scoring.combine import settle
from scoring.definitions.criteria_set import Area, Criterion
from scoring.marking import marking_of
from scoring.rule import Input, Mover
from scoring.score import ScoreLine, UnitScore
from scoring.types import CriterionFigures, Figure, Unit
from scoring.what_if import Basis, Change, score_alone

Goal = Literal["next", "full", "most"]

_FARTHEST = 10**18
_PERCENT_PLACES = 2
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Step:
    """One figure made another: what it is, what it would have to be, and what that earns.

    ``goal`` is ``next`` (the nearest gain), ``full`` (the maximum) or ``most`` (all that this
    figure alone can reach). ``points`` are those of the criterion afterwards, ``gain`` is what the
    unit's total wins. ``effort`` counts items or percentage points, so that ``worth`` is the gain
    for each of them.
    """

    goal: Goal
    change: Change
    present: Figure
    points: Fraction
    gain: Fraction
    effort: Fraction

    @property
    def worth(self) -> Fraction:
        """Give the points won for each item, percentage point or decision."""
        return self.gain / self.effort

    @property
    def needed(self) -> Figure:
        """Give the figure that earns it."""
        assert self.change.value is not None  # noqa: S101  (a step never takes a figure away)
        return self.change.value


@dataclass(frozen=True, slots=True)
class Opening:
    """A criterion that is not at its best, what is open in it, and the steps that are known.

    ``lacking`` names the figures that have yet to be declared; there are no steps then, nor where
    an area is given its points directly, so that nothing is known of its criteria.
    """

    part: Area | Criterion
    line: ScoreLine
    open: Fraction
    moved_by: Mover
    lacking: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def gain(self) -> Fraction:
        """Give the most that a step of it wins; what is not declared can win all that is open."""
        if self.lacking:
            return self.open
        return max((step.gain for step in self.steps), default=Fraction(0))

    @property
    def worth(self) -> Fraction:
        """Give the most that a step of it wins for each item or percentage point.

        To declare what is lacking is one decision.
        """
        if self.lacking:
            return self.open
        return max((step.worth for step in self.steps), default=Fraction(0))


def next_points(basis: Basis, unit_code: str) -> tuple[Opening, ...]:
    """List where a unit can still win points, the most points first.

    Steps are searched for through the rule itself, one figure at a time, on the grid of the places
    that its figures are declared with (a per cent: at least two); a rule's points have to go one
    way as one figure grows. The cost grows with the criteria, not with the units. KeyError for a
    unit outside the round.
    """
    score = basis.scores[unit_code]
    found = [
        opening
        for line in score.lines
        if line.level == "criterion"
        if (opening := _opening(basis, score.unit, line)) is not None
    ]
    found += _given(basis, score)
    return tuple(sorted(found, key=lambda one: (-one.gain, -one.open)))


def by_worth(openings: tuple[Opening, ...]) -> tuple[Opening, ...]:
    """Order openings by the points that each item or percentage point wins, the most first."""
    return tuple(sorted(openings, key=lambda one: (-one.worth, -one.open)))


def _given(basis: Basis, score: UnitScore) -> Iterator[Opening]:
    """List the areas whose points are given directly and are not all there are."""
    own = basis.figures.get(score.unit.code, {})
    for area in basis.criteria_set.areas:
        line = score.line(area.code)
        best = Fraction(0) if area.kind == "penalty" else area.maximum
        direct = "points" in own.get(area.code, {}) and line.status == "scored"
        if direct and line.points < best:
            yield Opening(area, line, best - line.points, "appraiser")


def _opening(basis: Basis, unit: Unit, line: ScoreLine) -> Opening | None:
    criteria_set = basis.criteria_set
    criterion = criteria_set.criterion(line.code)
    kind = criteria_set.area_of(line.code).kind
    best = Fraction(0) if kind == "penalty" else criterion.maximum
    best = settle(best, criteria_set.rounding, at="criterion")
    if line.status == "not_applicable" or line.points >= best:
        return None
    rule = criterion.scoring_rule
    lacking = rule.lacking(line.inputs)
    if lacking:
        if kind == "penalty":
            return None
        return Opening(criterion, line, best - line.points, rule.moved_by, lacking)
    rivals = _rivals(basis, unit, line.code)
    trial = _Trial(basis, unit, criterion=criterion, line=line, rivals=rivals)
    inputs = rule.inputs()
    steps = [
        step
        for name, most in rule.levers(line.inputs).items()
        for step in _steps(trial, name, inputs[name], most=most, best=best)
    ]
    return Opening(
        criterion,
        line,
        best - line.points,
        rule.moved_by,
        steps=tuple(step for step in steps if step.gain > 0),
    )


@dataclass(frozen=True, slots=True)
class _Trial:
    """Tries other figures for one criterion of one unit."""

    basis: Basis
    unit: Unit
    criterion: Criterion
    line: ScoreLine
    rivals: tuple[Fraction, ...]

    def points(self, name: str, value: Figure) -> Fraction:
        """Give the points of the criterion with one figure made another."""
        criteria_set, criterion = self.basis.criteria_set, self.criterion
        own = {**self.line.inputs, name: value}
        standing = criterion.scoring_rule.standing(own)
        best = criterion.scoring_rule.best(
            self.rivals if standing is None else (*self.rivals, standing)
        )
        return marking_of(criteria_set, criterion.code, unit=self.unit, best=best).line(own).points

    def step(self, goal: Goal, name: str, value: Figure, *, effort: Fraction) -> Step:
        """Say what a figure would earn, in the criterion and in the total."""
        change = Change(self.unit.code, self.criterion.code, name, value)
        after = score_alone(self.basis, change)
        return Step(
            goal,
            change,
            self.line.inputs[name],
            after.line(self.criterion.code).points,
            after.points - self.basis.scores[self.unit.code].points,
            effort,
        )


def _rivals(basis: Basis, unit: Unit, code: str) -> tuple[Fraction, ...]:
    found = basis.standings.get((unit.group, code), {})
    return tuple(standing for member, standing in found.items() if member != unit.code)


def _steps(
    trial: _Trial, name: str, taken: Input, *, most: Decimal | None, best: Fraction
) -> Iterator[Step]:
    """Find the steps of one figure."""
    if taken.kind in {"yes", "option"}:
        values: tuple[Figure, ...] = (
            taken.options if taken.kind == "option" else (Decimal(0), Decimal(1))
        )
        yield from _chosen(trial, name, values, best=best)
        return
    bounds = {"percent": _HUNDRED, "points": trial.criterion.max_points}
    grid = _Grid.of(trial.line.inputs, name, taken, most=bounds.get(taken.kind, most))
    yield from _moved(trial, name, grid, best=best)


def _chosen(
    trial: _Trial, name: str, values: tuple[Figure, ...], *, best: Fraction
) -> Iterator[Step]:
    """Try every choice: the least gain, and the most."""
    standing = trial.line.points
    gains = [
        (points, value) for value in values if (points := trial.points(name, value)) > standing
    ]
    if not gains:
        return
    least = min(gains, key=lambda one: one[0])
    most = max(gains, key=lambda one: one[0])
    effort = Fraction(1)
    if least[0] < most[0]:
        yield trial.step("next", name, least[1], effort=effort)
    yield trial.step("full" if most[0] >= best else "most", name, most[1], effort=effort)


@dataclass(frozen=True, slots=True)
class _Grid:
    """The values that a figure can take, counted in units of its last place."""

    start: int
    most: int | None
    places: int
    stride: int

    @staticmethod
    def of(figures: CriterionFigures, name: str, taken: Input, *, most: Decimal | None) -> "_Grid":
        """Lay the grid of a figure: its places, how far it reaches, how long one step is."""
        present = _number(figures[name])
        whole = figures.get("denominator") if name == "numerator" else None
        ratio = _number(whole) if whole is not None else None
        places = max(_places(present), _places(ratio), _places(most))
        if taken.kind in {"percent", "points"}:
            places = max(places, _PERCENT_PLACES)
        scale = 10**places
        stride = scale
        if ratio is not None:  # one percentage point of what arose, and at least the last place
            stride = max(1, ceil(Fraction(ratio) * scale / 100))
        return _Grid(
            int(present * scale), None if most is None else int(most * scale), places, stride
        )

    def value(self, at: int) -> Decimal:
        """Write a place of the grid as a figure."""
        return Decimal(at).scaleb(-self.places)

    def is_open(self, way: int) -> bool:
        """Tell whether the figure may grow without end."""
        return way > 0 and self.most is None

    def reach(self, way: int) -> int:
        """Tell how many places lie ahead."""
        if way < 0:
            return self.start
        return _FARTHEST if self.most is None else max(0, self.most - self.start)

    def effort(self, at: int) -> Fraction:
        """Measure a way in items, or in percentage points."""
        return Fraction(abs(at - self.start), self.stride)


def _moved(trial: _Trial, name: str, grid: _Grid, *, best: Fraction) -> Iterator[Step]:
    """Find the nearest gain, then all points, or the most that this figure alone can reach."""
    standing = trial.line.points
    if grid.most is not None and grid.start > grid.most:
        # More than there can be: correcting it is the one step that there is.
        corrected = trial.points(name, grid.value(grid.most))
        if corrected > standing:
            end: Goal = "full" if corrected >= best else "most"
            yield trial.step(end, name, grid.value(grid.most), effort=Fraction(1))
        return
    for way in (1, -1):

        def points(distance: int, way: int = way) -> Fraction:
            return trial.points(name, grid.value(grid.start + way * distance))

        reach = grid.reach(way)
        far = _nearest(points, reach, wanted=best)
        goal: Goal = "full"
        if far is None:
            top = points(reach)
            if top <= standing:
                continue
            # Without an end there is no most; only the next step means anything.
            far = reach if grid.is_open(way) else _nearest(points, reach, wanted=top)
            goal = "most"
        assert far is not None  # noqa: S101  (the reach itself is enough)
        near = _next(points, far, stride=grid.stride, standing=standing)
        ends: dict[int, Goal] = {near: "next", far: goal} if near < far else {far: goal}
        if goal == "most" and grid.is_open(way):
            ends = {near: "next"}
        for distance, reached in ends.items():
            at = grid.start + way * distance
            yield trial.step(reached, name, grid.value(at), effort=grid.effort(at))


def _next(points: Callable[[int], Fraction], far: int, *, stride: int, standing: Fraction) -> int:
    """Find the nearest gain that one step brings; where it brings none, the nearest at all."""
    after = points(min(stride, far))
    if after > standing:
        near = _nearest(points, far, wanted=after)
    else:
        near = _nearest(points, far, wanted=standing, more=True)
    return far if near is None else near


def _nearest(
    points: Callable[[int], Fraction], reach: int, *, wanted: Fraction, more: bool = False
) -> int | None:
    """Find the least distance that gives the points wanted (``more``: more than them), if any."""

    def enough(distance: int) -> bool:
        found = points(distance)
        return found > wanted if more else found >= wanted

    if reach < 1:
        return None
    low, high = 0, 1
    while not enough(high):
        if high == reach:
            return None
        low, high = high, min(2 * high, reach)
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return high


def _places(number: Decimal | None) -> int:
    """Count the decimal places that a figure is declared with."""
    if number is None:
        return 0
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _number(figure: Figure) -> Decimal:
    if not isinstance(figure, Decimal):
        raise TypeError(f"a number was expected, not {figure!r}")
    return figure
