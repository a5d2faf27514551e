"""This module is the porch of Thước Đo: it wires the rooms together; nothing imports it."""

VERSION = "0.1.0"
