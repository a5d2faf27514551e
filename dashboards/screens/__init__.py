"""This package draws the screens of the staff door; `census` lists them."""
