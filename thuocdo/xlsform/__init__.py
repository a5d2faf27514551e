"""This package reads and writes questionnaires as XLSForm workbooks."""
