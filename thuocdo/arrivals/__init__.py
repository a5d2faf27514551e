"""This package brings in registers, service points, answers and lineage: whole, or not at all."""
