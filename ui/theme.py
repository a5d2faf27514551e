"""This module names the colours, type and spacing of every screen of the house."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Colours:
    """The colours of one scheme; every pair that carries text meets WCAG AA."""

    paper: str
    surface: str
    sunken: str
    ink: str
    muted: str
    line: str
    field: str
    teal: str
    teal_strong: str
    on_teal: str
    teal_soft: str
    accent: str
    accent_soft: str
    error: str
    error_soft: str
    success: str
    success_soft: str
    focus: str


LIGHT = Colours(
    paper="#f6f4ee",
    surface="#ffffff",
    sunken="#eef2f1",
    ink="#10282d",
    muted="#4a6166",
    line="#d9e0dd",
    field="#6d8387",
    teal="#0b6470",
    teal_strong="#084b54",
    on_teal="#ffffff",
    teal_soft="#dcefee",
    accent="#a34a10",
    accent_soft="#fdf0e0",
    error="#a8201a",
    error_soft="#fdeceb",
    success="#1c6b3c",
    success_soft="#e5f4ea",
    focus="#c2570c",
)

DARK = Colours(
    paper="#0d191c",
    surface="#14262a",
    sunken="#1b3136",
    ink="#eaf2f1",
    muted="#a9bfc1",
    line="#2b4248",
    field="#7f989b",
    teal="#6fcfd3",
    teal_strong="#a5e6e6",
    on_teal="#06272b",
    teal_soft="#173f45",
    accent="#f2b878",
    accent_soft="#3a2a17",
    error="#ffb4ab",
    error_soft="#45201d",
    success="#8fdcab",
    success_soft="#17382a",
    focus="#ffc46b",
)

COLOURS = {"light": LIGHT, "dark": DARK}

# Answers 1 to 5: brown to teal through a pale middle, told apart by people who do not see red or
# green (ColorBrewer BrBG).
LIKERT = ("#8c510a", "#d8b365", "#e2dfd6", "#43a197", "#01665e")

# Tints of the five drawn faces; their lines are dark on every tint, in both schemes.
FACES = ("#e9b083", "#f1d3a0", "#ebe7da", "#b5e0d8", "#79c9bf")
FACE_LINE = "#10282d"

# Four groups from the highest quarter to the lowest, as PAPI draws them: ordered in lightness too.
GROUPS = ("#01544d", "#4ea59c", "#e0bd73", "#8c510a")

# A line of its own for each of two things compared, and the grey of all the others.
HIGHLIGHTS = ("#0b6470", "#c2570c")
BACKGROUND_SERIES = "#9fb0b2"

# The yardstick: a picture of our own, because Streamlit fetches named icons from elsewhere.
ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>"
    "<rect width='16' height='16' rx='3' fill='#084b54'/>"
    "<path d='M3 12V8m3.3 4V5m3.4 7V8M13 12V5' stroke='#e3b567' stroke-width='1.6'/></svg>"
)

FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif'
)
RADIUS = "12px"
TOUCH_TARGET = "48px"


def properties(colours: Colours) -> str:
    """Write one scheme as CSS custom properties, `--teal-strong:#…;` and so on."""
    return "".join(f"--{name.replace('_', '-')}:{hexa};" for name, hexa in asdict(colours).items())


def css(*, dark: bool = True) -> str:
    """Write the schemes as CSS: light, and dark for who asks for it where the door has it."""
    if not dark:
        return f":root{{color-scheme:light;{properties(LIGHT)}}}"
    return (
        f":root{{color-scheme:light dark;{properties(LIGHT)}}}"
        f"@media(prefers-color-scheme:dark){{:root{{{properties(DARK)}}}}}"
        # Paper is white and ink is scarce, whatever the screen showed.
        f"@media print{{:root{{color-scheme:light;{properties(LIGHT)}--paper:#fff;}}}}"
    )


def _channel(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def luminance(hexa: str) -> float:
    """Give the relative luminance of '#rrggbb' (WCAG 2.2)."""
    red, green, blue = (_channel(int(hexa[place : place + 2], 16)) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
