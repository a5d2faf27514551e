"""This package is where interviewers and data-entry clerks enter what others said or wrote."""
