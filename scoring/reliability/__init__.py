"""This package tells how far questions measure one thing, and how far two appraisers agree."""
