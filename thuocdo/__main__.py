"""This module lets `python -m thuocdo` do what `thuocdo` does."""

from thuocdo.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
