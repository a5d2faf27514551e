"""This package keeps stuffing visible: seals, throttles, rotating codes, proof of work, marks."""
