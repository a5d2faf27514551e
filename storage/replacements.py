"""This module tells in SQL which counter a code belongs to, through all codes that it ever had."""

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select

from storage.tables import PointReplacementRow


def counter_of(code: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """Give the first code of the counter that a code hangs at; a code never replaced is its own."""
    first = select(PointReplacementRow.counter_code).where(PointReplacementRow.new_code == code)
    return func.coalesce(first.scalar_subquery(), code)
