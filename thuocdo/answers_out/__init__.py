"""This package writes stored answers into files for those who analyse them, with their codebook."""
