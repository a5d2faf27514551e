"""This module holds the commands, one file a noun, each with `register(root)`."""
