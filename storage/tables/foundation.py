"""This module holds what all tables share: metadata, constraint names, and types by annotation."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Boolean, Date, Integer, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase

from storage.columns import DecimalText, Moment, NfcText

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Foundation(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {
        str: NfcText(),
        Decimal: DecimalText(),
        datetime: Moment(),
        date: Date(),
        bytes: LargeBinary(),
        bool: Boolean(),
        int: Integer(),
    }
