"""This package is the public door: it shows surveys, takes answers in, and adds nothing else."""
