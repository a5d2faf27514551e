"""This package is the slow, obvious twin of the engine: read it beside the rules of a set."""
