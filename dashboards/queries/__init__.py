"""This package reads from storage and calculates through scoring; it draws nothing."""
