"""
What can be wrong with the evidence itself: the codes LC0101 and up, with their texts.

A problem is never a reason to stop: whatever could be read stays evidence, and the problem says what could not.
"""

from __future__ import annotations

from dataclasses import dataclass

from checker.model.evidence import Citation, Problem
from checker.model.verdict import Severity


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem: `message` and `fix` are templates for the details given to `at`."""

    code: str
    severity: Severity
    message: str
    fix: str

    def at(self, *citations: Citation, **details: object) -> Problem:
        """This problem, found at `citations`."""
        return Problem(
            code=self.code,
            message=self.message.format(**details),
            fix=self.fix.format(**details),
            severity=self.severity,
            citations=citations,
        )


FRONT_MATTER_UNPARSABLE = ProblemKind(
    code="LC0101",
    severity=Severity.HIGH,
    message="The front matter of {path} could not be read, so whatever it declares is unknown: {reason}.",
    fix="Mend the YAML between the two `---` lines of {path}, near line {line}.",
)
DUPLICATE_KEY = ProblemKind(
    code="LC0102",
    severity=Severity.MEDIUM,
    message="`{key}` stands twice in {path}, on lines {first} and {second}; YAML readers differ on which one holds.",
    fix="Keep one `{key}` in {path}; write several values as a list.",
)
TEXT_UNREADABLE = ProblemKind(
    code="LC0103",
    severity=Severity.MEDIUM,
    message="{path} looks like a {role} file but cannot be read as text: {reason}.",
    fix="Put the text into {path} as plain UTF-8.",
)
FRONT_MATTER_NOT_RECOGNISED = ProblemKind(
    code="LC0104",
    severity=Severity.HIGH,
    message="{path} has something like front matter on line {line}, but the Hub does not read it: {reason}.",
    fix="Start {path} with a line of exactly three dashes and end the metadata with another.",
)
FIELD_OF_WRONG_TYPE = ProblemKind(
    code="LC0105",
    severity=Severity.MEDIUM,
    message="`{field}` in {where} is {found}, not {wanted}.",
    fix="Write `{field}` as {wanted}.",
)
UNREAD_KEY = ProblemKind(
    code="LC0106",
    severity=Severity.LOW,
    message="`{key}: {value}` in {path} declares nothing: the key is spelled `{meant}`.",
    fix="Rename `{key}` to `{meant}` in {path}, with the identifier of the license as its value.",
)
LIMIT_REACHED = ProblemKind(
    code="LC0107",
    severity=Severity.MEDIUM,
    message="{what} exceeds the limit of {limit}; the rest was not read.",
    fix="Look at the rest by hand, or make it smaller.",
)
NOT_UTF8 = ProblemKind(
    code="LC0108",
    severity=Severity.LOW,
    message="{path} is not UTF-8; it was read as {read_as}, so some characters may be wrong.",
    fix="Save {path} as UTF-8.",
)
CONFIG_UNPARSABLE = ProblemKind(
    code="LC0109",
    severity=Severity.MEDIUM,
    message="{path} could not be read, so the base models it may name are unknown: {reason}.",
    fix="Mend {path}.",
)
HEADER_UNPARSABLE = ProblemKind(
    code="LC0110",
    severity=Severity.MEDIUM,
    message="The header of {path} could not be read: {reason}.",
    fix="Check that {path} is complete and is what its name says.",
)
FILE_INACCESSIBLE = ProblemKind(
    code="LC0111",
    severity=Severity.HIGH,
    message="{path} is listed but could not be had: {reason}.",
    fix="{remedy}",
)
REPOSITORY_DISABLED = ProblemKind(
    code="LC0111",
    severity=Severity.HIGH,
    message="The Hub has disabled this repository: it gives out none of its files.",
    fix="Open its page to read why; treat it as not available.",
)
UNKNOWN_RELATION = ProblemKind(
    code="LC0112",
    severity=Severity.LOW,
    message="`base_model_relation` in {where} is {value!r}, which the Hub does not know.",
    fix="Write `base_model_relation` as one of adapter, finetune, merge, quantized.",
)
