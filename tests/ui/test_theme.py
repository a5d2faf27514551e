from itertools import combinations, pairwise

import pytest

from ui import theme

TEXT_PAIRS = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("muted", "paper"),
    ("muted", "surface"),
    ("muted", "sunken"),
    ("teal", "paper"),
    ("teal", "surface"),
    ("teal_strong", "teal_soft"),
    ("on_teal", "teal"),
    ("on_teal", "teal_strong"),
    ("accent", "paper"),
    ("accent", "accent_soft"),
    ("ink", "accent_soft"),
    ("ink", "teal_soft"),
    ("error", "surface"),
    ("error", "error_soft"),
    ("ink", "error_soft"),
    ("success", "surface"),
    ("success", "success_soft"),
    ("ink", "success_soft"),
]
EDGE_PAIRS = [("field", "surface"), ("field", "paper"), ("focus", "surface"), ("focus", "paper")]

# Linear-RGB matrices of Machado, Oliveira and Fernandes (2009), severity 1.
BLINDNESS = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_meets_aa_contrast(scheme, text, ground):
    colours = theme.COLOURS[scheme]
    assert theme.contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_that_carry_meaning_meet_three_to_one(scheme, edge, ground):
    colours = theme.COLOURS[scheme]
    assert theme.contrast(getattr(colours, edge), getattr(colours, ground)) >= 3


def test_the_contrast_arithmetic_agrees_with_known_values():
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("palette", [theme.LIKERT, theme.GROUPS])
def test_neighbours_in_a_palette_stay_apart_for_colour_blind_eyes(blindness, palette):
    seen = [_lab(hexa, BLINDNESS[blindness]) for hexa in palette]
    assert all(_distance(one, two) >= 20 for one, two in pairwise(seen))
    assert all(_distance(one, two) >= 12 for one, two in combinations(seen, 2))


def test_faces_are_legible_on_their_tint():
    assert all(theme.contrast(theme.FACE_LINE, tint) >= 4.5 for tint in theme.FACES)


def test_css_carries_both_schemes():
    css = theme.css()
    assert f"--teal:{theme.LIGHT.teal};" in css
    dark = css.split("prefers-color-scheme:dark", 1)[1]
    assert f"--teal:{theme.DARK.teal};" in dark


def _distance(one, two):
    return sum((a - b) ** 2 for a, b in zip(one, two, strict=True)) ** 0.5


def _lab(hexa, matrix):
    linear = [_linear(int(hexa[place : place + 2], 16) / 255) for place in (1, 3, 5)]
    red, green, blue = (
        min(1.0, max(0.0, sum(m * c for m, c in zip(row, linear, strict=True)))) for row in matrix
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (_cube(value) for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _cube(value):
    return value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116
