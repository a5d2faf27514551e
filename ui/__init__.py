"""This package holds what both doors share: words, number formats and the theme."""
