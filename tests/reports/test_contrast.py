"""The colours of the style sheet, by the contrast formula of WCAG 2.2 (success criterion 1.4.3: 4.5 to 1 for text)."""

from __future__ import annotations

import re

import pytest

from checker.resources import bundled

STYLE = bundled("templates").joinpath("report.css").read_text(encoding="utf-8")
INKS = ("ink", "faint", "link", "deny", "unknown", "review", "allow")
ON_PAPER = [(ink, paper) for ink in INKS for paper in ("paper", "tint")]
ON_MARKS = [(ink, mark) for ink in ("ink", "faint") for mark in ("added", "removed")]


def schemes() -> dict[str, dict[str, str]]:
    """The colours by scheme; a scheme that names no value keeps the light one."""
    blocks = [
        dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6});", block))
        for block in re.findall(r":root \{(.*?)\}", STYLE, re.S)
    ]
    light, dark, print_ = blocks
    return {"light": light, "dark": {**light, **dark}, "print": {**light, **print_}}


def luminance(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_the_known_ratio_of_black_on_white() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("ink", "paper"), ON_PAPER + ON_MARKS)
@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_text_can_be_read(scheme: str, ink: str, paper: str) -> None:
    colors = schemes()[scheme]

    assert contrast(colors[ink], colors[paper]) >= 4.5
