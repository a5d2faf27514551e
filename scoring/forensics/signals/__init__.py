"""This package lists the signals; each is one module with a reason, a limit and a comparison."""

from scoring.forensics.answers import Signal
from scoring.forensics.signals import (
    bursts,
    change_points,
    clerk_opened,
    far_from_late_rate,
    one_device_many,
    out_of_hours,
    repeated_comments,
    repeated_patterns,
    straight_lining,
    too_fast,
)

SIGNALS: dict[str, Signal] = {
    out_of_hours.CODE: out_of_hours.look,
    bursts.CODE: bursts.look,
    too_fast.CODE: too_fast.look,
    straight_lining.CODE: straight_lining.look,
    repeated_patterns.CODE: repeated_patterns.look,
    repeated_comments.CODE: repeated_comments.look,
    one_device_many.CODE: one_device_many.look,
    clerk_opened.CODE: clerk_opened.look,
    far_from_late_rate.CODE: far_from_late_rate.look,
    change_points.CODE: change_points.look,
}
