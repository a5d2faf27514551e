"""This package keeps everything: tables, repositories, migrations and settings."""
