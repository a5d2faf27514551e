"""This module gives the invited surveys' tests the office of the guard's tests."""

from tests.guard.conftest import filled_office, office, questionnaire, settings

__all__ = ["filled_office", "office", "questionnaire", "settings"]
