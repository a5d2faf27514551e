"""This module holds survey inference: designs, estimates, variances, intervals, tests, weights.

Everything here is a pure function of NumPy arrays and equal to R's ``survey`` package (Lumley,
Complex Surveys, Wiley 2010) to 1e-9 on the same data; ``docs/statistics.md`` states the formulas.
"""
