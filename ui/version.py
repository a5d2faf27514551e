"""This module says which version of the program this is, for all who sign what they made."""

VERSION = "0.1.0"
