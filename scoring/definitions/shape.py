"""This module turns what Pydantic finds wrong with a definition's shape into problems to read."""

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scoring.definitions.load import Located
from scoring.types import LANGUAGE_NAMES, N_, Problem, Sentence, Text, said

_Told = tuple[str, Sentence, Sentence]


def shape_problems(
    located: Located, error: ValidationError, *, model: type[BaseModel]
) -> list[Problem]:
    """Word every error of a validation, in the order of the file."""
    found = [details for details in error.errors(include_url=False) if not _echo(details)]
    problems = [_problem(located, details, model) for details in found]
    for details in found:
        if details["type"] == "union_tag_invalid":
            problems += _behind_tag(located, details, model)
    return problems


def _behind_tag(
    located: Located, details: ErrorDetails, model: type[BaseModel]
) -> Iterator[Problem]:
    """Find what else is wrong where the kind is unknown: read it as the kind that was meant.

    Where no kind is near, only keys that no kind has are wrong for certain.
    """
    given, path = details["input"], details["loc"]
    members = _type_at(model, path)
    if not isinstance(given, dict) or not isinstance(members, tuple):
        return
    kinds = {tag: member for member in members if (tag := _tag(member)) is not None}
    key = "type" if "type" in given else "kind"
    meant = get_close_matches(str(given.get(key)), kinds, n=1)
    if not meant:
        known = sorted({name for member in kinds.values() for name in member.model_fields})
        for name in given:
            if name not in known:
                yield _unknown_key(located, (*path, name), known=known)
        return
    try:
        kinds[meant[0]].model_validate({**given, key: meant[0]})
    except ValidationError as error:
        for inner in error.errors(include_url=False):
            behind: ErrorDetails = {**inner, "loc": (*path, meant[0], *inner["loc"])}
            if not _echo(behind):
                yield _problem(located, behind, model)


def _echo(details: ErrorDetails) -> bool:
    """Tell whether a list is called too short only because items in it were refused already."""
    given = details["input"]
    least = (details.get("ctx") or {}).get("min_length", 0)
    return details["type"] == "too_short" and isinstance(given, list) and len(given) >= least


def _problem(located: Located, details: ErrorDetails, model: type[BaseModel]) -> Problem:
    path = details["loc"]
    kind = details["type"]
    if kind == "missing":
        return _missing(located, path)
    if kind in {"extra_forbidden", "unexpected_keyword_argument"}:
        return _unknown_key(located, path, known=sorted(_keys_at(model, path[:-1])))
    code, expected, remedy = _told(kind, details.get("ctx") or {})
    if kind.startswith("union_tag"):
        path = (*path, "type")
    return located.problem(
        code, path, expected=expected, got=describe(details["input"], kind), remedy=remedy
    )


def _missing(located: Located, path: tuple[str | int, ...]) -> Problem:
    return located.problem(
        "shape.missing",
        path[:-1],
        expected=said(N_("the key “{key}”"), key=str(path[-1])),
        got=said(N_("nothing")),
        remedy=said(N_("Add the key “{key}” with its value."), key=str(path[-1])),
    )


def _unknown_key(located: Located, path: tuple[str | int, ...], *, known: list[str]) -> Problem:
    key = str(path[-1])
    close = get_close_matches(key, known, n=1)
    remedy = (
        said(N_("Did you mean “{key}”?"), key=close[0])
        if close
        else said(N_("Delete the key or correct its name."))
    )
    expected = (
        said(N_("one of the keys {keys}"), keys=", ".join(known))
        if known
        else said(N_("only known keys"))
    )
    return located.problem(
        "shape.unknown-key",
        path,
        expected=expected,
        got=said(N_("“{text}”"), text=key),
        remedy=remedy,
    )


def _told(kind: str, context: dict[str, Any]) -> _Told:
    """Word what was expected and what to do, by the kind of error."""
    maker = _WORDINGS.get(kind)
    if maker is not None:
        return maker(context)
    if kind.endswith("_type") or kind == "number":
        return "shape.type", said(_TYPES.get(kind, _OTHER)), said(N_("Correct the value."))
    return "shape.value", said(_OTHER), said(N_("Correct the value."))


_OTHER = N_("a value of the right kind")
_TYPES = {
    "number": N_("a number, without quotes"),
    "string_type": N_("a text"),
    "bool_type": N_("true or false"),
    "bool_parsing": N_("true or false"),
    "int_type": N_("a whole number"),
    "int_parsing": N_("a whole number"),
    "int_from_float": N_("a whole number"),
    "tuple_type": N_("a list"),
    "list_type": N_("a list"),
    "dict_type": N_("keys with values"),
    "model_type": N_("keys with values"),
    "model_attributes_type": N_("keys with values"),
    "dataclass_type": N_("keys with values (vi, en)"),
}
_BOUNDS = N_("Choose a number within the bounds.")


def _wording(code: str, expected: str, remedy: str, *names: str) -> Callable[..., _Told]:
    def make(context: dict[str, Any]) -> _Told:
        values = {name: str(context.get(name, "")).replace(" or ", ", ") for name in names}
        return code, Sentence(expected, values), said(remedy)

    return make


_WORDINGS: dict[str, Callable[..., _Told]] = {
    "greater_than_equal": _wording("shape.range", N_("at least {ge}"), _BOUNDS, "ge"),
    "greater_than": _wording("shape.range", N_("more than {gt}"), _BOUNDS, "gt"),
    "less_than_equal": _wording("shape.range", N_("at most {le}"), _BOUNDS, "le"),
    "less_than": _wording("shape.range", N_("less than {lt}"), _BOUNDS, "lt"),
    "literal_error": _wording(
        "shape.choice", N_("one of {expected}"), N_("Choose one of these values."), "expected"
    ),
    "union_tag_invalid": _wording(
        "shape.kind",
        N_("one of {expected_tags}"),
        N_("Choose one of these kinds."),
        "expected_tags",
    ),
    "union_tag_not_found": _wording(
        "shape.kind", N_("the key “type”"), N_("Add the key “type” with the kind.")
    ),
    "string_pattern_mismatch": _wording(
        "shape.pattern",
        N_("a text in the agreed form"),
        N_(
            "Write an id like cchc-so/2026 or mot-cua/v1, a code like TTHC_1.2: letters without "
            "marks, digits and . _ - only."
        ),
    ),
    "string_too_short": _wording("shape.empty", N_("a text"), N_("Write the text.")),
    "too_short": _wording(
        "shape.too-few",
        N_("at least {min_length} entries"),
        N_("Add what is missing."),
        "min_length",
    ),
    "too_long": _wording(
        "shape.too-many",
        N_("at most {max_length} entries"),
        N_("Delete what is too much."),
        "max_length",
    ),
    "one_threshold": _wording(
        "shape.threshold",
        N_("one of the keys at_least and above"),
        N_("Give the tier exactly one threshold."),
    ),
    "rule_or_components": _wording(
        "shape.rule",
        N_("either the key “rule” or the key “components”"),
        N_("Give the criterion a rule, or divide it into components."),
    ),
    "applies_to": _wording(
        "shape.applies-to",
        N_("units, groups, kinds or exceptions from them"),
        N_("Name to whom it applies, or delete the key “applies_to”."),
    ),
    "one_condition": _wording(
        "shape.condition",
        N_("one test of an earlier question, or conditions joined by all, any or not"),
        N_(
            "Write a question with one of any_of, at_least, at_most and answered, or join "
            "conditions with one of all, any and not."
        ),
    ),
    "date_from_datetime_parsing": _wording(
        "shape.date", N_("a day such as 2026-11-05"), N_("Write the day as year-month-day.")
    ),
    "bool_parsing": _wording("shape.type", _TYPES["bool_parsing"], N_("Correct the value.")),
    "int_parsing": _wording("shape.type", _TYPES["int_parsing"], N_("Correct the value.")),
    "int_from_float": _wording("shape.type", _TYPES["int_from_float"], N_("Correct the value.")),
}


def describe(value: object, kind: str = "") -> Sentence:
    """Word what stands in the file, shortly."""
    if kind.startswith("union_tag") and isinstance(value, dict):
        value = value.get("type")
    if value is None:
        return said(N_("nothing"))
    if isinstance(value, dict):
        if kind in {"one_threshold", "rule_or_components", "one_condition", "applies_to"}:
            return said(N_("the keys {keys}"), keys=", ".join(map(str, value)) or "–")
        return said(N_("keys with values"))
    if isinstance(value, list | tuple):
        return said(N_("a list"))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return said(N_("“{text}”"), text=text if len(text) <= 60 else text[:57] + "…")


def _keys_at(model: type[BaseModel], path: Iterable[str | int]) -> set[str]:
    """Find the keys that a definition knows at a path."""
    here = _type_at(model, path)
    if here is Text:
        return set(LANGUAGE_NAMES)
    if isinstance(here, type) and issubclass(here, BaseModel):
        return {field.alias or name for name, field in here.model_fields.items()}
    return set()


def _type_at(model: type[BaseModel], path: Iterable[str | int]) -> Any:
    """Follow a path through a definition's types; None where it leads nowhere."""
    here: Any = model
    for part in path:
        here = _inside(here, part)
    return here


def _inside(here: Any, part: str | int) -> Any:
    """Step from a type into one of its fields, items or members."""
    if isinstance(here, tuple):  # the members of a union, the part is the tag of one of them
        return next((member for member in here if _tag(member) == part), None)
    if isinstance(here, type) and issubclass(here, BaseModel):
        named = {one.alias or name: one for name, one in here.model_fields.items()}
        field = named.get(str(part))
        return None if field is None else _bare(field.annotation)
    if get_origin(here) in {tuple, list}:
        return _bare(get_args(here)[0])
    return None


def _bare(annotation: Any) -> Any:
    """Strip Annotated and None; give a union of several as the tuple of its members."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in {Union, UnionType}:
        members = [_bare(arg) for arg in get_args(annotation) if arg is not type(None)]
        return members[0] if len(members) == 1 else tuple(members)
    return annotation


def _tag(member: Any) -> str | None:
    """Find the tag of a union's member: the only value of its field `type` or `kind`."""
    for name in ("type", "kind"):
        field = getattr(member, "model_fields", {}).get(name)
        if field is not None and get_origin(field.annotation) is Literal:
            return str(get_args(field.annotation)[0])
    return None
