"""This package looks for answers that citizens did not give, and says why it thinks so."""
