"""This module gathers every table, so that `Foundation.metadata` is complete."""

from storage.tables.answers import AnswerQueueRow, AnswerRow, SubmissionRow, TallyRow
from storage.tables.foundation import Foundation
from storage.tables.people import AuditRow, PersonRow, SessionRow, SignInAttemptRow
from storage.tables.places import (
    PropertyRow,
    QuestionnaireRow,
    ServicePointRow,
    UnitLineageRow,
    UnitRow,
)
from storage.tables.scores import BenchmarkRow, FigureRow, RoundRow, RunRow, RunUnitRow

__all__ = [
    "AnswerQueueRow",
    "AnswerRow",
    "AuditRow",
    "BenchmarkRow",
    "FigureRow",
    "Foundation",
    "PersonRow",
    "PropertyRow",
    "QuestionnaireRow",
    "RoundRow",
    "RunRow",
    "RunUnitRow",
    "ServicePointRow",
    "SessionRow",
    "SignInAttemptRow",
    "SubmissionRow",
    "TallyRow",
    "UnitLineageRow",
    "UnitRow",
]
