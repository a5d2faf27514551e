"""This package reads and writes the CSV files that scoring takes and gives."""
