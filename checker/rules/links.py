"""LC0209: license texts that the card links and that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from checker.catalog import Catalog
from checker.catalog.folding import fold_name
from checker.model.evidence import Card, Citation, Declaration, Evidence
from checker.model.lineage import Subject
from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case
from checker.rules.lineage import cite_in, stated_at, step
from checker.rules.registry import Observation, rule

# A link of the prose to a license-like file of the repository.
_LINK = re.compile(r"\[(?P<words>[^\[\]\n]+)\]\((?:\./)?(?P<path>[^()\s#?:]*licen[cs]e[^()\s#?:/]*)\)", re.IGNORECASE)
# The address of a file on the Hub, as its pages and its downloads give it.
_ADDRESS = re.compile(
    r"https?://(?:huggingface\.co|hf\.co)/(?P<id>[^/]+/[^/]+)/(?:blob|raw|resolve)/main/(?P<path>[^?#]+)"
)


@rule("LC0209")
def license_link_dangling(case: Case) -> Iterator[Observation]:
    """
    The card links a license text that the repository does not have.

    Why: the text that the card relies on cannot be read, and it may be another license than the one that is stated.
    Fix: add the file, or correct the link; in a repository of others, ask the author, or record a clarification.
    """
    for link, said, citation in _missing(case.subject, case.judge.catalog):
        yield Observation(
            verdict=Verdict.ALLOW if _hides_nothing(link, case.subject) else Verdict.REVIEW,
            severity=Severity.MEDIUM,
            message=f"The card links {said} to {link!r}, and there is no such file.",
            cause=link,
            citations=(citation,),
        )
    if case.policy.lineage.require == "same":
        yield from _of_ancestors(case)


def _of_ancestors(case: Case) -> Iterator[Observation]:
    for ancestor, _ in case.ancestors:
        found = ancestor.found
        if not isinstance(found, Subject):
            continue
        for link, said, citation in _missing(found, case.judge.catalog):
            if not _hides_nothing(link, found):
                yield Observation(
                    verdict=Verdict.REVIEW,
                    severity=Severity.MEDIUM,
                    message=f"{step(ancestor)}, whose card links {said} to {link!r}, and there is no such file.",
                    cause=f"{ancestor.id} {link}",
                    citations=(*stated_at(ancestor), cite_in(ancestor.id, citation)),
                    ancestor=ancestor.id,
                )


def dangling_link(declaration: Declaration, evidence: Evidence) -> str:
    """The file of the repository that `license_link` names and that is not listed, empty when there is none."""
    link = _own_file((declaration.link or "").removeprefix("./"), evidence)
    return link if not _is_listed(link, evidence) else ""


def _own_file(link: str, evidence: Evidence) -> str:
    """The path that a link has in this repository, empty when it leads elsewhere."""
    if "://" not in link:
        return link
    address = _ADDRESS.fullmatch(link)
    return address["path"] if address and address["id"].casefold() == evidence.id.casefold() else ""


def _missing(subject: Subject, catalog: Catalog) -> Iterator[tuple[str, str, Citation]]:
    """(file, what the card calls it, where) of each linked text that is not there and that nothing else names."""
    evidence, card = subject.evidence, subject.evidence.card
    if not evidence.listing_complete:
        return
    named = set[str]()
    for link, said, citation in (*_by_metadata(evidence, catalog), *(_by_prose(card, catalog) if card else ())):
        if link not in named and not _is_listed(link, evidence):
            named.add(link)
            yield link, said, citation


def _by_metadata(evidence: Evidence, catalog: Catalog) -> Iterator[tuple[str, str, Citation]]:
    for declaration in evidence.declarations:
        link = dangling_link(declaration, evidence)
        if link and not catalog.resolve_url(declaration.link or "").alternatives:
            yield link, "its license", declaration.citation


def _by_prose(card: Card, catalog: Catalog) -> Iterator[tuple[str, str, Citation]]:
    for offset, line in enumerate(card.body.splitlines()):
        for found in _LINK.finditer(line):
            path, words = found["path"], found["words"]
            # "See [LICENSE](LICENSE)" speaks of the license that is stated, and "[MIT](LICENSE)" says which it is.
            speaks_of_another = fold_name(words) or fold_name(PurePosixPath(path).stem)
            if speaks_of_another and not catalog.resolve_name(words).alternatives:
                here = Citation(file=card.path, line=card.body_line + offset, quote=found[0], sha256=card.sha256)
                yield path, f"“{words}”", here


def _is_listed(path: str, evidence: Evidence) -> bool:
    return any(entry.path == path for entry in evidence.files)


def _hides_nothing(link: str, subject: Subject) -> bool:
    """True when a person settled the license, or a license file has the name but for its ending."""
    stem = PurePosixPath(link).stem.casefold()
    texts = [found for found in subject.conclusion.detected if found.governs_model]
    return subject.conclusion.settled or any(stem == PurePosixPath(text.file).stem.casefold() for text in texts)
