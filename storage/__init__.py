"""This package is the front of storage: repositories, records, settings and faults."""

from storage.analyses import Analyses, Analysis, input_hash
from storage.answers import DIMENSIONS, Answers
from storage.audit import Audit
from storage.benchmarks import Benchmarks
from storage.criteria_versions import CriteriaVersion, CriteriaVersions
from storage.database import Database, open_database
from storage.deadlines import STEPS, Deadline, Deadlines, RoundStep
from storage.decisions import Decision, Decisions, NewDecision
from storage.evidence import Evidence, EvidenceRecord, NewEvidence
from storage.faults import ChangedMeanwhile, Refused, SchemaBehind, StorageFault, Unavailable
from storage.figure_lanes import Lanes, Stated, lanes
from storage.figures import Figures
from storage.improvements import Improvement, ImprovementNotes
from storage.kiosks import Heartbeat, Kiosks, kiosk_pass
from storage.margins import Margins, MarginTotal
from storage.opening_hours import OpeningHours, UnreadableHours, read_hours
from storage.people import People
from storage.properties import Properties
from storage.questionnaires import Questionnaires
from storage.receipt_days import ReceiptDay, ReceiptDays
from storage.records import (
    ANSWER_ITEM,
    ROLES,
    AuditEvent,
    BenchmarkRow,
    Conflict,
    FigureRecord,
    NewAnswer,
    NewFigure,
    NewRound,
    NewRun,
    Outcome,
    Person,
    ReceiptRecord,
    Repeated,
    Round,
    RunLine,
    RunPlace,
    RunRecord,
    ServicePoint,
    SignedIn,
    SignInRefused,
    Stored,
    StoredAnswer,
    StoredQuestionnaire,
    Tally,
    TicketRefused,
    UnitLink,
    UnitRecord,
)
from storage.register import NewRegisterFile, Register, RegisterFile, RegisterTotal
from storage.rounds import Rounds
from storage.runs import Runs
from storage.schema import check, upgrade
from storage.service_points import ServicePoints
from storage.sessions import Sessions
from storage.settings import Settings
from storage.submissions import Submissions
from storage.tickets import NewTicketBatch, OfficeKey, TicketBatch, Tickets
from storage.units import Units

__all__ = [
    "ANSWER_ITEM",
    "DIMENSIONS",
    "ROLES",
    "STEPS",
    "Analyses",
    "Analysis",
    "Answers",
    "Audit",
    "AuditEvent",
    "BenchmarkRow",
    "Benchmarks",
    "ChangedMeanwhile",
    "Conflict",
    "CriteriaVersion",
    "CriteriaVersions",
    "Database",
    "Deadline",
    "Deadlines",
    "Decision",
    "Decisions",
    "Evidence",
    "EvidenceRecord",
    "FigureRecord",
    "Figures",
    "Heartbeat",
    "Improvement",
    "ImprovementNotes",
    "Kiosks",
    "Lanes",
    "MarginTotal",
    "Margins",
    "NewAnswer",
    "NewDecision",
    "NewEvidence",
    "NewFigure",
    "NewRegisterFile",
    "NewRound",
    "NewRun",
    "NewTicketBatch",
    "OfficeKey",
    "OpeningHours",
    "Outcome",
    "People",
    "Person",
    "Properties",
    "Questionnaires",
    "ReceiptDay",
    "ReceiptDays",
    "ReceiptRecord",
    "Refused",
    "Register",
    "RegisterFile",
    "RegisterTotal",
    "Repeated",
    "Round",
    "RoundStep",
    "Rounds",
    "RunLine",
    "RunPlace",
    "RunRecord",
    "Runs",
    "SchemaBehind",
    "ServicePoint",
    "ServicePoints",
    "Sessions",
    "Settings",
    "SignInRefused",
    "SignedIn",
    "Stated",
    "StorageFault",
    "Stored",
    "StoredAnswer",
    "StoredQuestionnaire",
    "Submissions",
    "Tally",
    "TicketBatch",
    "TicketRefused",
    "Tickets",
    "Unavailable",
    "UnitLink",
    "UnitRecord",
    "Units",
    "UnreadableHours",
    "check",
    "input_hash",
    "kiosk_pass",
    "lanes",
    "open_database",
    "read_hours",
    "upgrade",
]
