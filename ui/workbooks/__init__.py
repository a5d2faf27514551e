"""This package reads and writes Excel workbooks from plain values and bytes."""
