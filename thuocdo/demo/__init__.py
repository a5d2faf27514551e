"""This module fills and shows a demonstration: real figures, labelled simulated answers."""
