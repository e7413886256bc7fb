"""The README of a repository: its front matter as claims, its body for those who read prose."""

from __future__ import annotations

from collections.abc import Iterator

from checker.errors import SourceError
from checker.evidence.card_fields import Cite, read_fields
from checker.evidence.files import UTF16_MARKS, Content, quote, read_content
from checker.evidence.front_matter import Fault, FrontMatter, parse_front_matter, split_lines
from checker.evidence.problems import (
    DUPLICATE_KEY,
    FRONT_MATTER_NOT_RECOGNISED,
    FRONT_MATTER_UNPARSABLE,
    LIMIT_REACHED,
    NOT_UTF8,
    UNREAD_KEY,
)
from checker.evidence.reading import Reading, join, unread
from checker.model.evidence import Card, Citation, Problem, WitnessKind
from checker.model.snapshot import Snapshot, State

CARD = "README.md"
MAX_CARD_BYTES = 1_000_000

# What people write where the Hub reads `license`; the second is in the template that TRL filled in for years.
_MISSPELT = {"licence": "license", "licences": "license", "licenses": "license", "lisence": "license"}
_LICENSE_KEYS = ("license", "license_name", "license_link", "base_model")


def read_card(snapshot: Snapshot) -> tuple[Card, Reading]:
    """The card of a repository that lists one, and what its front matter says."""
    content = read_content(snapshot, CARD, MAX_CARD_BYTES)
    if isinstance(content, SourceError):
        card = Card(path=CARD, sha256=None, state=State.INACCESSIBLE, fields={}, lines={}, body="", body_line=1)
        return card, unread(CARD, content)
    text, coding_problem = _decode(content)
    parsed = parse_front_matter(text)
    card = Card(
        path=CARD,
        sha256=content.sha256,
        state=parsed.state,
        fields=parsed.fields,
        lines=parsed.lines,
        body=parsed.body,
        body_line=parsed.body_line,
    )
    source = _Source(content, text, parsed)
    problems = [*source.find_problems()]
    if coding_problem:
        problems.append(coding_problem)
    if content.truncated:
        what = f"The size of {CARD}"
        problems.append(LIMIT_REACHED.at(Citation(file=CARD), what=what, limit=f"{MAX_CARD_BYTES:,} bytes"))
    skipped = tuple(f"{CARD}: `{key}`, which is too long to be read" for key in parsed.skipped)
    return card, join([*source.read_voices(), Reading(problems=tuple(problems), not_checked=skipped)])


def _decode(content: Content) -> tuple[str, Problem | None]:
    if content.data.startswith(UTF16_MARKS):
        return content.data.decode("utf-16", errors="replace"), NOT_UTF8.at(
            Citation(file=CARD), path=CARD, read_as="UTF-16, which the Hub does not read"
        )
    text = content.data.decode("utf-8-sig", errors="replace")
    # A character cut in two by the size limit is no fault of the author's.
    if "\ufffd" in text[:-1] and b"\xef\xbf\xbd" not in content.data:
        return text, NOT_UTF8.at(Citation(file=CARD), path=CARD, read_as="UTF-8 with replacement characters")
    return text, None


class _Source:
    """The README as a place to point at."""

    def __init__(self, content: Content, text: str, parsed: FrontMatter) -> None:
        self.content = content
        self.parsed = parsed
        self.text_lines = split_lines(text)

    def cite(self, field: str) -> Citation:
        """The line on which a field stands; an item of an inline list stands on the line of its list."""
        return self.cite_line(self.parsed.lines.get(field), field)

    def cite_line(self, line: int | None, field: str | None = None) -> Citation:
        shown = quote(self.text_lines[line - 1]) if line and line <= len(self.text_lines) else None
        return Citation(file=CARD, line=line, field=field, quote=shown, sha256=self.content.sha256)

    def read_voices(self) -> Iterator[Reading]:
        """The claims of the fields, then those of each repeated key: a reader may take either."""
        yield read_fields(self.parsed.fields, WitnessKind.CARD, CARD, self.cite)
        for repeat in self.parsed.repeats:
            if repeat.value is not None:
                again = _always(self.cite_line(repeat.line, repeat.path))
                yield read_fields({repeat.path: repeat.value}, WitnessKind.CARD, CARD, again)

    def find_problems(self) -> Iterator[Problem]:
        if self.parsed.fault:
            yield self._fault(self.parsed.fault)
        for repeat in self.parsed.repeats:
            first = self.parsed.lines[repeat.path]
            yield DUPLICATE_KEY.at(
                self.cite_line(first, repeat.path),
                self.cite_line(repeat.line, repeat.path),
                key=quote(repeat.path),
                path=CARD,
                first=first,
                second=repeat.line,
            )
        for key, value in self.parsed.fields.items():
            meant = _MISSPELT.get(key.lower(), key.lower())
            if key != meant and meant in _LICENSE_KEYS:
                said = quote(str(value))
                yield UNREAD_KEY.at(self.cite(key), key=key, value=said, path=CARD, meant=meant)

    def _fault(self, fault: Fault) -> Problem:
        kind = FRONT_MATTER_UNPARSABLE if fault.recognised else FRONT_MATTER_NOT_RECOGNISED
        citations = [self.cite_line(fault.line)]
        # Nothing is concluded from a line that nobody parsed, but a reader wants to see what it was meant to say.
        for number, line in enumerate(self.text_lines, start=1):
            if line.startswith("license:"):
                citations.append(self.cite_line(number, "license"))
                break
        return kind.at(*citations, path=CARD, reason=fault.reason, line=fault.line)


def _always(citation: Citation) -> Cite:
    return lambda _: citation
