"""LC0209: license texts that the card links and that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from checker.catalog.folding import fold_name
from checker.model.evidence import Card, Citation, Declaration, Evidence, WitnessKind
from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case
from checker.rules.registry import Observation, rule

# A link of the prose to a license-like file of the repository.
_LINK = re.compile(r"\[(?P<words>[^\[\]\n]+)\]\((?:\./)?(?P<path>[^()\s#?:]*licen[cs]e[^()\s#?:/]*)\)", re.IGNORECASE)


@rule("LC0209")
def license_link_dangling(case: Case) -> Iterator[Observation]:
    """
    The card links a license text that the repository does not have.

    Why: the text that the card relies on cannot be read, and it may be another license than the one that is stated.
    Fix: add the file, or correct the link; in a repository of others, ask the author, or record a clarification.
    """
    if not case.evidence.listing_complete:
        return
    missing = {link: (said, citation) for link, said, citation in _missing(case)}
    for link, (said, citation) in missing.items():
        yield Observation(
            verdict=Verdict.ALLOW if _hides_nothing(link, case) else Verdict.REVIEW,
            severity=Severity.MEDIUM,
            message=f"The card links {said} to {link!r}, and there is no such file.",
            cause=link,
            citations=(citation,),
        )


def dangling_link(declaration: Declaration, evidence: Evidence) -> str:
    """The file that `license_link` names and that is not listed, empty when there is none."""
    link = (declaration.link or "").removeprefix("./")
    return link if "://" not in link and not _is_listed(link, evidence) else ""


def _missing(case: Case) -> Iterator[tuple[str, str, Citation]]:
    """(file, what the card calls it, where) of each linked text that is not there and that nothing else names."""
    evidence, catalog = case.evidence, case.judge.catalog
    for path, words, citation in _linked_in_prose(evidence.card) if evidence.card else ():
        # "See [LICENSE](LICENSE)" speaks of the license that is stated, and "[MIT](LICENSE)" says which it is.
        speaks_of_another = fold_name(words) or fold_name(PurePosixPath(path).stem)
        if speaks_of_another and not _is_listed(path, evidence) and not catalog.resolve_name(words).alternatives:
            yield path, f"“{words}”", citation
    for declaration in evidence.declarations:
        link = dangling_link(declaration, evidence)
        if declaration.witness is WitnessKind.CARD and link and not catalog.resolve_url(link).alternatives:
            yield link, "its license", declaration.citation


def _linked_in_prose(card: Card) -> Iterator[tuple[str, str, Citation]]:
    for offset, line in enumerate(card.body.splitlines()):
        for link in _LINK.finditer(line):
            citation = Citation(file=card.path, line=card.body_line + offset, quote=link[0], sha256=card.sha256)
            yield link["path"], link["words"], citation


def _is_listed(path: str, evidence: Evidence) -> bool:
    return path in {entry.path for entry in evidence.files}


def _hides_nothing(link: str, case: Case) -> bool:
    """True when a person settled the license, or a license file has the name but for its ending."""
    if case.subject.conclusion.settled:
        return True
    stem = PurePosixPath(link).stem.casefold()
    return any(stem == PurePosixPath(text.file).stem.casefold() for text in case.license_texts)
