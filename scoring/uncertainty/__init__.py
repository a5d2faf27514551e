"""This package tells how sure a ranking is: rank sets, chances, groups, sensitivity."""
