"""This package is the screen at a counter, whose code changes every half minute."""
