"""This package holds data only: criteria sets, surveys and benchmarks, shipped in the wheel."""
