"""This module holds the numbered changes of the schema; a released one is never edited."""
