"""This package writes; every action checks the right of who asks, whatever the screen showed."""
