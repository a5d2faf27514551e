"""This module is the porch of Thước Đo: it wires the rooms together; nothing imports it."""

from ui.version import VERSION

__all__ = ["VERSION"]
