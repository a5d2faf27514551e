"""This package is the staff door: sign-in, and the inspector, office and leader desks."""
