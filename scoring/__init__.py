"""This package is the heart: it turns definitions and figures into points, ranks and estimates."""
