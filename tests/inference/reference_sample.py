"""This module rebuilds in NumPy the designs of which tests/reference/survey holds R's numbers."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from scoring.inference.arrays import Floats, codes_of
from scoring.inference.calibration import Margin, calibrate, poststratify, rake
from scoring.inference.cells import Cells, make_cells
from scoring.inference.design import Design, make_design

HERE = Path(__file__).parents[1] / "reference" / "survey"
Case = dict[str, Any]


@cache
def reference() -> Case:
    loaded: Case = json.loads((HERE / "reference.json").read_text(encoding="utf-8"))
    return loaded


@cache
def case(design: str, name: str) -> Case:
    found = [
        each for each in reference()["cases"] if (each["design"], each["name"]) == (design, name)
    ]
    assert len(found) == 1, (design, name)
    return dict(found[0])


@cache
def sample() -> dict[str, np.ndarray]:
    with (HERE / "sample.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    text = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    words = {"stratum", "psu", "ssu", "sex", "domain", "period", "id"}
    return {
        name: column
        if name in words
        else np.array([float(cell) if cell else np.nan for cell in column])
        for name, column in text.items()
    }


def domains() -> tuple[np.ndarray, list[str]]:
    number, names = codes_of(sample()["domain"])
    return number, [str(name) for name in names]


def cells_of(name: str, labels: np.ndarray | None = None) -> Cells:
    design = designs()[name]
    if labels is None:
        return make_cells(design, np.zeros(design.rows, np.int64), domains=1)
    number, distinct = codes_of(labels)
    return make_cells(design, number, domains=distinct.size)


def _margin(column: str, totals: list[float]) -> Margin:
    number, names = codes_of(sample()[column])
    assert len(names) == len(totals)
    return Margin(number, np.array(totals))


def _joint() -> Margin:
    known = {(c["sex"], c["age"]): c["Freq"] for c in reference()["meta"]["cells"]}
    data = sample()
    keys = sorted(known)
    place = {key: at for at, key in enumerate(keys)}
    number = np.array(
        [place[str(s), int(a)] for s, a in zip(data["sex"], data["age"], strict=True)]
    )
    return Margin(number, np.array([known[key] for key in keys]))


@cache
def designs() -> dict[str, Design]:
    d = sample()
    n = d["w"].size
    strata, w = d["stratum"], d["w"]
    built = {
        "srs": make_design(n, weights=w),
        "stratified": make_design(n, strata=strata, fpc=[d["N_row"]], weights=d["w_row"]),
        "with_replacement": make_design(n, strata=strata, clusters=[d["psu"]], weights=w),
        "unstratified": make_design(n, clusters=[d["psu"]], weights=w),
        "one_stage": make_design(
            n, strata=strata, clusters=[d["psu"]], fpc=[d["N_psu"]], weights=w
        ),
        "two_stage": make_design(
            n,
            strata=strata,
            clusters=[d["psu"], d["ssu"]],
            fpc=[d["N_psu"], d["N_ssu"]],
            weights=w,
        ),
        "two_stage_elements": make_design(
            n,
            strata=strata,
            clusters=[d["psu"], d["id"]],
            fpc=[d["N_psu"], 10 * d["N_ssu"]],
            weights=w,
        ),
        "from_fpc": make_design(
            n, strata=strata, clusters=[d["psu"], d["ssu"]], fpc=[d["N_psu"], d["N_ssu"]]
        ),
    }
    return built | _calibrated(built["one_stage"], built["two_stage"])


def _calibrated(one: Design, two: Design) -> dict[str, Design]:
    d, meta = sample(), reference()["meta"]
    sex = _margin("sex", [each["Freq"] for each in meta["sex"]])
    age = _margin("age", [each["Freq"] for each in meta["age"]])
    ones = np.ones(d["w"].size)
    matrix: Floats = np.stack([ones, (d["sex"] == "M").astype(float), d["age"]], axis=1)
    totals = np.array([meta["linear"][key] for key in ("(Intercept)", "sexM", "age")])
    by_x = np.stack([ones, d["x"]], axis=1)
    return {
        "poststratified": poststratify(one, _joint()),
        "poststratified_two_stage": poststratify(two, sex),
        "raked": rake(one, [sex, age]),
        "linear": calibrate(one, matrix, totals),
        "linear_bounded": calibrate(one, matrix, totals, bounds=(0.8, 1.25)),
        "raking_distance": calibrate(one, matrix, totals, distance="raking"),
        "linear_x": calibrate(two, by_x, np.array([1.02, 26]) * meta["total"]),
    }


DESIGNS = [
    "srs",
    "stratified",
    "with_replacement",
    "unstratified",
    "one_stage",
    "two_stage",
    "two_stage_elements",
    "from_fpc",
    "poststratified",
    "poststratified_two_stage",
    "raked",
    "linear",
    "linear_bounded",
    "raking_distance",
    "linear_x",
]


def near(got: Any, wanted: Any, *, rel: float = 1e-9, abs_: float = 1e-13) -> None:
    """Fail unless two arrays agree to 1e-9 relative; R's NA stands for NaN."""
    expected = np.array(
        [np.nan if x in {"NA", "NaN", None} else float(x) for x in np.ravel(wanted).tolist()]
    )
    np.testing.assert_allclose(np.ravel(np.asarray(got, float)), expected, rtol=rel, atol=abs_)
