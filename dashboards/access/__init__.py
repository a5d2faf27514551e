"""This package decides who may come in and what each role may see."""
