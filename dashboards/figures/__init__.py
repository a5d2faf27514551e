"""This package makes Plotly figures from plain values; it knows no storage and no screen."""
