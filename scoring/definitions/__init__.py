"""This package reads definitions (criteria sets, questionnaires): shape first, then meaning.

The doors import what they need from here; the modules behind are the package's own affair.
"""
