"""This package takes one-time tickets from people and hands them out to offices."""
