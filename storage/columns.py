"""This module defines column types that store the same value in the same form on every database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from storage.text import stored_moment, stored_text

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# SQLite numbers rows by itself only in a column of type INTEGER.
RowNumber = BigInteger().with_variant(Integer(), "sqlite")


class NfcText(TypeDecorator[str]):
    """Text in NFC, so that equal words compare equal however they were typed."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Normalise on the way in."""
        return None if value is None else stored_text(value)


class DecimalText(TypeDecorator[Decimal]):
    """An exact decimal as text: SQLite would turn a Numeric into a binary float."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write the digits as they are; refuse what is not a number."""
        if value is None:
            return None
        if not value.is_finite():
            raise ValueError("only finite numbers are stored")
        return str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Read the digits back."""
        return None if value is None else Decimal(value)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC as whole microseconds since 1970, alike on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Count the microseconds; refuse a moment without a time zone."""
        return (
            None if value is None else (stored_moment(value) - EPOCH) // timedelta(microseconds=1)
        )

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return an aware moment in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)
