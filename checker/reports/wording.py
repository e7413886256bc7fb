"""The words and the order that every format shares, so that no two of them tell the same audit differently."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from checker.model.detection import Method
from checker.model.evidence import Citation, WitnessKind
from checker.model.report import (
    AuditFailure,
    AuditReport,
    Finding,
    LineageEntry,
    ModelAudit,
    Obligation,
    ReportedDetection,
    Suppressed,
)
from checker.model.verdict import Severity, Verdict

T = TypeVar("T")

HEADLINES = {
    Verdict.DENY: "Denied",
    Verdict.UNKNOWN: "Unknown",
    Verdict.REVIEW: "Needs review",
    Verdict.ALLOW: "Allowed",
}
RELATIONS = {
    "finetune": "fine-tuned from",
    "adapter": "an adapter on",
    "merge": "merged from",
    "quantized": "quantized from",
    "distill": "distilled from",
    "unstated": "derived from",
}
WITNESSES = {
    WitnessKind.CARD: "front matter of the card",
    WitnessKind.HUB_CARD: "the card as the Hub reads it",
    WitnessKind.HUB_TAG: "tag on the Hub",
    WitnessKind.TEXT: "license text",
    WitnessKind.GGUF: "GGUF header",
    WitnessKind.SAFETENSORS: "safetensors header",
    WitnessKind.CARD_BODY: "prose of the card",
}
SCOPES = {"all": "all its terms", "outputs": "its terms on outputs", "none": "nothing"}
STATUSES = {"met": "met", "unmet": "not met", "unverified": "not verified", "not-triggered": "not triggered"}
NO_ADVICE = "This report is information about licenses, not legal advice."

_OF_DOCUMENT = re.compile(r"[A-Za-z0-9.]+-[A-Za-z0-9.-]+, ")
_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(reversed(Severity))}


def worst_first(models: Iterable[ModelAudit]) -> list[ModelAudit]:
    """The models by verdict, then by id."""
    return sorted(models, key=lambda model: (model.verdict.rank, model.id))


def duties(model: ModelAudit) -> list[Obligation]:
    """The duties that this use triggers, those still open first."""
    return _open_first(duty for duty in model.obligations if duty.status != "not-triggered" and duty.when is None)


def conditional_duties(model: ModelAudit) -> list[Obligation]:
    """The duties that wait for a fact about the use, which `when` has in words."""
    return _open_first(duty for duty in model.obligations if duty.status != "not-triggered" and duty.when is not None)


def _open_first(found: Iterable[Obligation]) -> list[Obligation]:
    return sorted(found, key=lambda duty: (duty.status == "met", duty.license, duty.section, duty.clause))


def source(duty: Obligation) -> str:
    """Where a duty comes from: its license, the ancestor that is under it, and the section."""
    ancestor = f" of {duty.inherited_from}" if duty.inherited_from else ""
    return ", ".join(filter(None, (f"{duty.license}{ancestor}", section(duty.section))))


def section(name: str) -> str:
    """`section 2`, or the name alone where it begins with the document that the section stands in."""
    return name if not name or _OF_DOCUMENT.match(name) else f"section {name}"


def declared(model: ModelAudit) -> str:
    """What the author says the license is: an expression, else his own words, else that he says nothing."""
    license = model.license
    if license.declared:
        return license.declared
    return f"“{license.declared_as}”, which is not one license we know" if license.declared_as else "nothing"


def blocking(model: ModelAudit) -> list[Finding]:
    """The findings in force that keep the model from `allow`, heaviest first."""
    found = (finding for finding in model.findings if finding.waived is None and finding.verdict is not Verdict.ALLOW)
    return sorted(found, key=_weight)


def notes(model: ModelAudit) -> list[Finding]:
    """The findings that do not change the verdict."""
    found = (finding for finding in model.findings if finding.waived is None and finding.verdict is Verdict.ALLOW)
    return sorted(found, key=_weight)


def waived(model: ModelAudit) -> list[Finding]:
    """The findings that a waiver accepts."""
    return sorted((finding for finding in model.findings if finding.waived), key=_weight)


def _weight(finding: Finding) -> tuple[int, int, str, str]:
    return (finding.verdict.rank, _SEVERITY_RANK[finding.severity], finding.code, finding.message)


def deciding(model: ModelAudit) -> Finding | None:
    """The finding behind the verdict, None when the verdict rests on no finding."""
    candidates = [finding for finding in blocking(model) if finding.verdict is model.verdict]
    decision = model.decided_by
    return max(candidates, key=lambda f: (f.code == decision.rule, f.message == decision.because), default=None)


def with_duties(words: str, model: ModelAudit) -> str:
    """`words` for the verdict, and for an `allow` how many duties come with it."""
    count = len(duties(model)) if model.verdict is Verdict.ALLOW else 0
    return f"{words}, with {plural(count, 'duty', 'duties')}" if count else words


def deciding_path(model: ModelAudit) -> list[LineageEntry]:
    """The steps from the model to the ancestor that decided the verdict; empty when its own license did."""
    return [entry for entry in model.lineage if entry.decides]


def step(entry: LineageEntry) -> str:
    """One step of the lineage in words: `acme/tuned is fine-tuned from acme/base`."""
    return f"{entry.parent_of} is {RELATIONS.get(entry.relation, entry.relation)} {entry.id}"


def ancestor_license(entry: LineageEntry) -> str:
    """The license of an ancestor, or what it may be, or that it is not known."""
    return entry.license or "license not known"


def license_words(model: ModelAudit) -> str:
    """The concluded license, or what it may be, or that there is none."""
    if model.license.alternatives:
        return " or ".join(model.license.alternatives)
    concluded = model.license.concluded
    return {"NONE": "no license found", "NOASSERTION": "license not known"}.get(concluded, concluded)


def detected(found: ReportedDetection) -> str:
    """What the text of a file is, how it was recognised, and how much of that license stands in it."""
    name = "not a license we know" if found.expression == "NOASSERTION" else found.expression
    if found.method is Method.UNKNOWN:
        return name
    others = [candidate for candidate in found.candidates if candidate != found.expression]
    origin = f" from {' or '.join(others)}" if others else ""
    return f"{name} ({found.method}{origin}, {found.score:.0%})"


def families(model: ModelAudit) -> str:
    """The families of the license; those that rest on a category by other people's hand are said to."""
    listed = ", ".join(model.license.families)
    by_category = " and ".join(model.license.without_clauses)
    return f"{listed}; {by_category} by category alone" if by_category else listed


def without_clauses(report: AuditReport) -> list[str]:
    """The licenses of the report whose clauses are not known."""
    return sorted({license for model in report.models for license in model.license.without_clauses})


def use(name: str) -> str:
    """The class of a dataset in words: `use:research-only` is `research only`."""
    return "nothing stated" if name == "use:unspecified" else name.removeprefix("use:").replace("-", " ")


def place(citation: Citation) -> str:
    """Where a citation points: `LICENSE:12, MIT License, section 2` or `README.md:3, field license`."""
    file = f"{citation.file}:{citation.line}" if citation.file and citation.line else citation.file
    field = citation.field and f"field {citation.field}"
    section = citation.section and f"section {citation.section}"
    return ", ".join(part for part in (file, field, citation.document, section) if part)


def passed_over(model: ModelAudit) -> list[str]:
    """The findings that the exit code passes over, each with what accepts it."""
    found = ((finding, finding.suppressed) for finding in model.findings if finding.suppressed)
    return [f"{finding.code}, by {accepted_by(passed)}" for finding, passed in found]


def accepted_by(passed: Suppressed) -> str:
    """What lets the exit code pass over a finding: `the baseline`, or `a comment at app.py:3: contract 17`."""
    if passed.by == "baseline":
        return "the baseline"
    places = ", ".join(map(place, passed.places))
    return f"a comment{f' at {places}' if places else ''}: {passed.reason}"


def not_told(report: AuditReport) -> list[tuple[str, str]]:
    """(place, why) of each line of the sources that loads a model without telling which, and of each unread file."""
    if report.scan is None:
        return []
    untold = [reference for reference in report.scan.references if reference.target is None]
    lines = [(str(reference.place), f"{reference.how}: {reference.why}") for reference in untold]
    return lines + [(skipped.file, f"not read: {skipped.why}") for skipped in report.scan.skipped]


def named_at(model: ModelAudit | AuditFailure) -> list[str]:
    """The lines of the scanned sources that name a model, each once."""
    return list(dict.fromkeys(place(citation) for citation in model.named_at))


def target(model: ModelAudit) -> str:
    """The model as one would type it."""
    return f"datasets/{model.id}" if model.kind == "dataset" else model.id


def commit(revision: str | None, length: int = 12) -> str:
    """The revision, shortened when it is a commit; empty where there is none."""
    if revision is None:
        return ""
    is_digest = len(revision) > length and all(character in "0123456789abcdef" for character in revision)
    return revision[:length] if is_digest else revision


def tally(report: AuditReport) -> list[tuple[Verdict, int]]:
    """How many models have each verdict that occurs, worst first."""
    counts = Counter(model.verdict for model in report.models)
    return [(verdict, counts[verdict]) for verdict in Verdict if counts[verdict]]


def family_counts(report: AuditReport) -> list[tuple[str, int]]:
    """How many models are under a license of each family, most first; a model counts in each of its families."""
    counts = Counter(family for model in report.models for family in set(model.license.families) or {"not known"})
    return _most_first(counts)


def finding_counts(report: AuditReport) -> list[tuple[tuple[str, str], int]]:
    """In how many models each code with its title is found, most first."""
    return _most_first(
        Counter(found for model in report.models for found in {(each.code, each.title) for each in model.findings})
    )


def _most_first(counts: Counter[T]) -> list[tuple[T, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))


def plural(count: int, one: str, many: str = "") -> str:
    """`1 model`, `2 models`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
