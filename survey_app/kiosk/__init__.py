"""This package is the face of the counter tablet: one question a screen, big enough to touch."""
