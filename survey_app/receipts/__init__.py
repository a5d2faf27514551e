"""This package lets anyone check that an answer is in the count, without its content."""
