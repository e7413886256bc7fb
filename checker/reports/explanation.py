"""What a license or a word says, clause by clause, and what a finding means: for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from checker.reports.columns import hanging, wrap
from checker.reports.json import to_json
from checker.reports.sanitise import sanitised

HEADINGS = {"grants": "You may", "duty": "You must", "forbids": "You must not", "risk": "Mind"}
ITEM = "  - "
NOT_ADVICE = "Information, not legal advice: read the license before you rely on it."


class RuleDoc(Protocol):
    """The documentation of one rule."""

    @property
    def code(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def why(self) -> str: ...

    @property
    def fix(self) -> str: ...


def write_explanation_json(explained: Any) -> str:
    """Every field of the license that the word names, or of the word itself where it names none or several."""
    return to_json(sanitised(explained.licenses[0] if len(explained.licenses) == 1 else explained))


def write_explanation(explained: Any, *, width: int) -> str:
    """
    What a word leaves open, then each license that it names, in plain words.

    Of a license, what it grants, demands, forbids and risks, each with its section.
    """
    shown = sanitised(explained)
    parts = [_word_lines(shown, width)] if shown.says else []
    parts += [_license_lines(license, width) for license in shown.licenses]
    return "\n".join("\n".join(lines) + "\n" for lines in parts)


def write_rule(rule: RuleDoc, *, width: int) -> str:
    """What a finding means, why it matters and the usual way out."""
    lines = [f"{rule.code}  {rule.title}", ""]
    lines += wrap(f"Why: {rule.why}", width)
    lines += wrap(f"Fix: {rule.fix}", width)
    return "\n".join(lines) + "\n"


def rule_data(rule: RuleDoc) -> Mapping[str, str]:
    """The same as data."""
    return {"code": rule.code, "title": rule.title, "why": rule.why, "fix": rule.fix}


def _word_lines(shown: Any, width: int) -> Iterator[str]:
    yield from wrap(f"{shown.id}: {shown.says}.", width)
    heading = "It may mean, among others" if shown.or_others else "It may mean"
    yield from _list(heading, (f"{it.id}: {it.title} ({', '.join(it.families)})" for it in shown.may_be), width)
    if shown.to_do:
        yield ""
        yield from wrap(f"What to do: {shown.to_do}", width)


def _license_lines(shown: Any, width: int) -> Iterator[str]:
    yield from wrap(f"{shown.id}: {shown.title}", width)
    about = [f"licensor: {shown.licensor}"] if shown.licensor else []
    about += [f"date: {shown.date}"] if shown.date else []
    about += [f"compared with the text on {shown.verified_on}"] if shown.verified_on else []
    if about:
        yield from wrap(" · ".join(about), width)
    yield from wrap(
        f"families: {', '.join(shown.families)}{'' if shown.derived else ' (an editorial category)'}", width
    )
    if not shown.clauses:
        yield ""
        yield from wrap(
            "The catalog holds no clauses of this license, so policies judge it by its family alone.", width
        )
    for effect, heading in HEADINGS.items():
        clauses = [clause for clause in shown.clauses if clause.effect == effect]
        if clauses:
            yield ""
            yield f"{heading}:"
        for clause in clauses:
            yield from _clause_lines(clause, width)
    yield from _list("Often mistaken", shown.traps, width)
    yield from _list("How open questions of the text are read", shown.readings, width)
    yield from _list("Not held by any clause", (f"{gap.says} [{gap.section}]" for gap in shown.gaps), width)
    yield from _list("Part of it", map(_document, shown.incorporates), width)
    yield ""
    yield NOT_ADVICE


def _list(heading: str, items: Iterable[str], width: int) -> Iterator[str]:
    for position, text in enumerate(items):
        if position == 0:
            yield ""
            yield f"{heading}:"
        yield from hanging(ITEM, text, width)


def _document(document: Any) -> str:
    return f"{document.title}{f' <{document.url}>' if document.url else ''}"


def _clause_lines(clause: Any, width: int) -> Iterator[str]:
    condition = "" if clause.standing or clause.when == "always" else f" When: {clause.when}."
    yield from hanging(ITEM, f"{clause.duty}{condition} [{clause.kind}, {clause.section}]", width)
