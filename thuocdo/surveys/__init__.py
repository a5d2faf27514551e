"""This module holds what `thuocdo survey` does with files: read answers, estimate, weight."""
