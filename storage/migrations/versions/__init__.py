"""This module holds one file per migration, numbered in order."""
