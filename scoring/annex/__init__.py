"""This package turns the table of a decision's annex into the draft of a criteria set."""
