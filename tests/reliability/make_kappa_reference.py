"""This module makes kappa_reference.json with statsmodels and krippendorff, neither a dependency.

psych's standard error of a weighted kappa is 0 for squared weights, so another program is asked.
Run in a scratch environment: pip install statsmodels krippendorff; python make_kappa_reference.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import krippendorff
import numpy as np
from statsmodels.stats.inter_rater import cohens_kappa

HERE = Path(__file__).parent


def main() -> None:
    """Write the reference beside this file."""
    pairs = np.array(json.loads((HERE / "reference.json").read_text())["appraisals"]) - 1
    table = np.zeros((5, 5))
    np.add.at(table, (pairs[:, 0], pairs[:, 1]), 1)
    kappas = {
        name: [float(found.kappa), float(found.std_kappa)]
        for name, weights in (("linear", "linear"), ("quadratic", "quadratic"))
        for found in (cohens_kappa(table, wt=weights),)
    }
    ratings = np.random.default_rng(5).integers(1, 6, (40, 4)).astype(float)
    ratings[:, 1:3] = np.clip(ratings[:, :1] + np.array([[0.0, 1.0]]), 1, 5)
    ratings[::7, 2] = ratings[3::9, 0] = np.nan
    alphas = {
        scale: float(krippendorff.alpha(reliability_data=ratings.T, level_of_measurement=scale))
        for scale in ("nominal", "ordinal", "interval")
    }
    made_by = {name: version(name) for name in ("statsmodels", "krippendorff")}
    found = {
        "made_by": made_by,
        "kappa": kappas,
        "ratings": [[None if np.isnan(x) else x for x in row] for row in ratings],
        "alpha": alphas,
    }
    (HERE / "kappa_reference.json").write_text(json.dumps(found) + "\n")


main()
