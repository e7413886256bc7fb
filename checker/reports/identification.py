"""What a license text is and which words of it were changed, for the terminal, as JSON and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from checker.model.detection import Detection
from checker.model.report import ReportedDetection
from checker.reports.columns import styled, wrap
from checker.reports.diff import Line, excerpts, marked
from checker.reports.json import to_json
from checker.reports.marked_lines import changed_line
from checker.reports.sanitise import guard_runner_commands_in_html, guarded, sanitise, sanitised

TEMPLATE = "identification.html"


class Identification(msgspec.Struct, frozen=True, kw_only=True):
    """What `lic-check identify` found in one text, schema `lic-check/identify/1`."""

    schema: Literal["lic-check/identify/1"] = "lic-check/identify/1"
    detections: tuple[ReportedDetection, ...]


def render_identification(
    detections: Sequence[Detection], text: str, file: str, format_: str, *, width: int = 80, color: bool = False
) -> str:
    """
    The detections of `text`, which was read from `file`, as `terminal`, `json` or `html`.

    Raises `ValueError` for another format.
    """
    found = sanitised(Identification(detections=tuple(_reported(detection, file) for detection in detections)))
    lines = marked(sanitise(text), [deviation for one in found.detections for deviation in one.deviations])
    match format_:
        case "json":
            return to_json(found)
        case "terminal":
            return guarded(_terminal(found, lines, width, color))
        case "html":
            return guard_runner_commands_in_html(_page(found, lines, sanitise(file)))
        case _:
            raise ValueError(f"an identification has no format {format_!r}")


def _reported(detection: Detection, file: str) -> ReportedDetection:
    return ReportedDetection(
        expression=detection.expression,
        file=file,
        lines=detection.lines,
        method=detection.method,
        score=detection.score,
        candidates=detection.candidates,
        deviations=detection.deviations,
    )


def _page(found: Identification, lines: list[Line], file: str) -> str:
    from checker.reports.html import page_values
    from checker.reports.templates import render_template

    values = {"file": file, "found": found, "lines": lines, "changes": excerpts(lines)}
    return render_template(TEMPLATE, None, page_values(None) | values)


def _terminal(found: Identification, lines: list[Line], width: int, color: bool) -> Iterator[str]:
    if not found.detections:
        yield "No license was recognised."
    for detection in found.detections:
        first, last = detection.lines
        of = f" of {' or '.join(detection.candidates)}" if detection.candidates else ""
        yield styled("1", detection.expression, color)
        yield from wrap(f"lines {first} to {last}: {detection.method}{of}, {detection.score:.1%}", width)
    for group in excerpts(lines):
        yield ""
        for line in group:
            yield from changed_line(line, width, color)
