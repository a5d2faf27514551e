"""This module gathers every table, so that `Foundation.metadata` is complete."""

from storage.tables.answers import AnswerQueueRow, AnswerRow, SubmissionRow, TallyRow
from storage.tables.criteria import (
    CriteriaIssueRow,
    CriteriaVersionRow,
    RoundDeadlineRow,
)
from storage.tables.entry import (
    EntryContactRow,
    EntryDeskRow,
    EntryDraftRow,
    EntryOutcomeRow,
    EntryPassRow,
    EntryUnusableRow,
)
from storage.tables.evidence import EvidenceRow, EvidenceWithdrawalRow
from storage.tables.foundation import Foundation
from storage.tables.invitations import InvitedPersonRow
from storage.tables.kiosks import KioskHeartbeatRow, OpeningHoursRow
from storage.tables.notices import ImprovementRow, ReceiptDayRow
from storage.tables.people import AuditRow, PersonRow, SessionRow, SignInAttemptRow
from storage.tables.places import (
    PointReplacementRow,
    PropertyRow,
    QuestionnaireRow,
    ServicePointRow,
    UnitLineageRow,
    UnitRow,
)
from storage.tables.register import RegisterFileRow, RegisterMarginRow, RegisterRow
from storage.tables.reviews import AnalysisRow, AnswerDecisionRow, DecidedAnswerRow
from storage.tables.scores import BenchmarkRow, FigureRow, RoundRow, RunRow, RunUnitRow
from storage.tables.tickets import OfficeKeyRow, TicketBatchRow, TicketRow

__all__ = [
    "AnalysisRow",
    "AnswerDecisionRow",
    "AnswerQueueRow",
    "AnswerRow",
    "AuditRow",
    "BenchmarkRow",
    "CriteriaIssueRow",
    "CriteriaVersionRow",
    "DecidedAnswerRow",
    "EntryContactRow",
    "EntryDeskRow",
    "EntryDraftRow",
    "EntryOutcomeRow",
    "EntryPassRow",
    "EntryUnusableRow",
    "EvidenceRow",
    "EvidenceWithdrawalRow",
    "FigureRow",
    "Foundation",
    "ImprovementRow",
    "InvitedPersonRow",
    "KioskHeartbeatRow",
    "OfficeKeyRow",
    "OpeningHoursRow",
    "PersonRow",
    "PointReplacementRow",
    "PropertyRow",
    "QuestionnaireRow",
    "ReceiptDayRow",
    "RegisterFileRow",
    "RegisterMarginRow",
    "RegisterRow",
    "RoundDeadlineRow",
    "RoundRow",
    "RunRow",
    "RunUnitRow",
    "ServicePointRow",
    "SessionRow",
    "SignInAttemptRow",
    "SubmissionRow",
    "TallyRow",
    "TicketBatchRow",
    "TicketRow",
    "UnitLineageRow",
    "UnitRow",
]
