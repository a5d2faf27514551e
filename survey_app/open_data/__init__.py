"""This package gives published results to programs: JSON, CSV, and a description of both."""
