"""This module names the tables that the public processes may read, on either database."""

# What the intake may read: keys and receipts, forms and places, and what is published.
READABLE = (
    "alembic_version",
    "entry_contact",
    "entry_desk",
    "entry_draft",
    "entry_outcome",
    "entry_pass",
    "entry_unusable",
    "improvement",
    "kiosk_heartbeat",
    "office_key",
    "point_replacement",
    "opening_hours",
    "property",
    "questionnaire",
    "receipt_day",
    "round",
    "run",
    "run_unit",
    "service_point",
    "submission",
    "ticket",
    "ticket_batch",
    "unit",
)
