"""LC0701 to LC0705: the license that a release comes with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checker.catalog.versions import leaves_version_open
from checker.model.conclusion import Disagreement
from checker.model.evidence import Citation, Declaration, Role, TextFile, WitnessKind
from checker.model.lineage import Subject
from checker.model.release import ReleaseRecord
from checker.model.snapshot import State
from checker.rules.case import Case
from checker.rules.license import license_text_altered, license_text_unknown
from checker.rules.links import dangling_link
from checker.rules.probes import folded
from checker.rules.registry import sentence
from checker.rules.release.checks import Inapplicable, Lack, release_check
from checker.spdx import NOASSERTION

# Fields of license templates, in the brackets that they come in.
_PLACEHOLDER = re.compile(
    r"[\[<{(]\s*(?:yyyy|year|full ?name|name of (?:copyright owner|author)|copyright (?:holders?|owner)s?|owner|author"
    r"|organi[sz]ation|your name|company|project)\s*[\]>})]",
    re.IGNORECASE,
)
# What stands behind such a heading tells how to use the license and is no part of the grant.
_INSTRUCTIONS = re.compile(r"^\W*(?:appendix\W+)?how to apply (?:the|these|this)\b", re.IGNORECASE | re.MULTILINE)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|\bcopyright\b)[^\n]{0,30}?\b(?:19|20)\d\d\b[^\n]*?[A-Za-z]{2}", re.IGNORECASE)


@release_check("LC0701", "license_file")
def license_file_missing(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    No license file at the root, or one that nobody filled in.

    Why: RG01 (O M D). A tag grants nothing by itself, and a year or a name that was left open names no licensor.
    Fix: add the whole text as LICENSE, with year and holder filled in.
    """
    files = _license_files(case)
    if not files:
        yield Lack(message="There is no license file at the root of the repository.", cause="license-file")
    for file in files:
        if file.text is None:
            yield Lack(message=f"{file.path} cannot be read: {file.problem}.", cause=file.path, citations=_at(file))
    for file in (*files, *_notices(case)):
        if found := _PLACEHOLDER.search(_without_instructions(file.text or "")):
            line = (file.text or "").count("\n", 0, found.start()) + 1
            yield Lack(
                message=f"{file.path} has {found[0]!r} from its template on line {line}.",
                cause=f"{file.path} placeholder",
                citations=_at(file, line),
            )


@release_check("LC0702", "license_tag")
def license_tag_unusable(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The card's license field names no single license.

    Why: RG02 (H). The Hub files the model under this word, and programs read nothing else.
    Fix: write the Hub's id of the license; for a license of your own `other`, with `license_name` and `license_link`.
    """
    declared = next((d for d in case.evidence.declarations if d.witness is WitnessKind.CARD), None)
    if declared is None or not declared.values:
        yield Lack(message=_why_untagged(case), cause="license")
        return
    for value in declared.values:
        if value.lower() == "other":
            yield from _own_license(declared, case)
            continue
        found = case.judge.catalog.resolve_hub_id(value)
        if not found.is_certain and not leaves_version_open(value, case.judge.catalog):
            meant = f"; did you mean {found.suggestion}?" if found.suggestion else ""
            reason = found.reason or f"it may mean {' or '.join(found.alternatives)}"
            yield Lack(
                message=sentence(f"`license: {value}` names no single license: {reason}{meant}"),
                cause=value,
                citations=(declared.citation,),
            )


def _why_untagged(case: Case) -> str:
    card = case.evidence.card
    if card is not None:
        read = card.state is not State.INACCESSIBLE
        return "The card has no `license` field." if read else f"{card.path} cannot be read, nor its `license` field."
    other = next((entry.path for entry in case.evidence.files if entry.path.lower() == "readme.md"), None)
    return f"There is no README.md{f', and the Hub does not read {other} in its place' if other else ''}."


def _own_license(declared: Declaration, case: Case) -> Iterator[Lack]:
    missing = [f"license_{name}" for name in ("name", "link") if not getattr(declared, name)]
    if missing:
        yield Lack(
            message=f"`license: other` comes without {' and '.join(missing)}.",
            cause=" ".join(missing),
            citations=(declared.citation,),
        )
    if link := dangling_link(declared, case.evidence):
        yield Lack(
            message=f"`license_link` leads to {link}, and there is no such file.",
            cause=link,
            citations=(declared.citation,),
        )


@release_check("LC0703", "witnesses")
def release_witnesses_disagree(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    Card, text and tag name different licenses.

    Why: RG03 (L D). Whoever takes the model relies on the one that he reads, and you will be held to it.
    Fix: decide which license holds and correct the others.
    """
    witnesses = [w for w in case.subject.conclusion.witnesses if w.alternatives and w.kind is not WitnessKind.CARD_BODY]
    if len(witnesses) < 2:
        yield Inapplicable("only one place names a license")
    for disagreement in case.subject.conclusion.disagreements:
        if not _is_about_altered_text(disagreement):
            yield Lack(
                message=sentence(disagreement.message),
                cause=f"{disagreement.one.said} / {disagreement.other.said}",
                citations=(disagreement.one.citation, disagreement.other.citation),
            )


def _is_about_altered_text(disagreement: Disagreement) -> bool:
    """An altered or unknown text contradicts every tag, and is a lack of its own."""
    strange = ("LicenseRef-modified-", str(NOASSERTION))
    return any(
        bool(witness.alternatives) and all(said.startswith(strange) for said in witness.alternatives)
        for witness in (disagreement.one, disagreement.other)
    )


@release_check("LC0704", "license_text")
def license_text_not_a_known_one(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The license text is not the one that its name promises.

    Why: RG04 (L). With a sentence added or taken away it is another license, which nobody knows.
    Fix: put the published text in its place; what you want to add belongs in a license with a name of its own.
    """
    if not case.license_texts:
        yield Inapplicable("there is no license text")
    for observation in (*license_text_altered(case), *license_text_unknown(case)):
        yield Lack(message=observation.message, cause=observation.cause, citations=observation.citations)


@release_check("LC0705", "copyright_line")
def copyright_holder_missing(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    No line says whose copyright it is.

    Why: RG05 (D). A license is given by somebody, and notices can only be kept where they are.
    Fix: write `Copyright YEAR HOLDER` into LICENSE or NOTICE.
    """
    theirs = {line for text in _ancestors_texts(case) for line in _folded_lines(text)}
    places = [text.text for text in case.evidence.texts if text.role in (Role.LICENSE, Role.NOTICE) and text.text]
    if case.evidence.card:
        places.append(case.evidence.card.body)
    lines = (found[0] for text in places for found in _COPYRIGHT.finditer(_without_instructions(text)))
    if not any(folded(line) not in theirs and not _PLACEHOLDER.search(line) for line in lines):
        yield Lack(message="No license, notice or card says whose copyright it is.", cause="copyright")


def _license_files(case: Case) -> list[TextFile]:
    return [text for text in case.evidence.texts if text.role is Role.LICENSE and "/" not in text.path]


def _notices(case: Case) -> list[TextFile]:
    return [text for text in case.evidence.texts if text.role is Role.NOTICE and text.text]


def _ancestors_texts(case: Case) -> Iterator[str]:
    for ancestor, _ in case.ancestors:
        if isinstance(ancestor.found, Subject):
            yield from (text.text for text in ancestor.found.evidence.texts if text.text)


def _folded_lines(text: str) -> Iterable[str]:
    return (folded(found[0]) for found in _COPYRIGHT.finditer(text))


def _without_instructions(text: str) -> str:
    found = _INSTRUCTIONS.search(text)
    return text[: found.start()] if found else text


def _at(file: TextFile, line: int | None = None) -> tuple[Citation, ...]:
    return (Citation(file=file.path, line=line, sha256=file.sha256),)
