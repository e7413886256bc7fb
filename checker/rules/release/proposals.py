"""
What would mend a release: texts that follow from what is known, and a list of what only people can write.

Nothing is written here; a proposal is a text with a place for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from checker.catalog.clauses.notices import CondNamePrefix, CondNoticeFile
from checker.lineage import stated_parents
from checker.model.evidence import Evidence, Relation, Role
from checker.model.lineage import Subject
from checker.model.release import Proposal, ReportedCheck
from checker.model.snapshot import State
from checker.release.manifest import write_manifest
from checker.release.stated import MANIFEST_FILE
from checker.rules.case import Case, SubjectJudgement
from checker.rules.inheritance import passed_clauses
from checker.rules.lineage import STEPS
from checker.rules.probes import folded
from checker.rules.release.lineage import tells_changes

NOTICE_FILE = "NOTICE"
FRONT_MATTER_FILE = "README.front-matter.yaml"
CHECKLIST_FILE = "RELEASE_CHECKLIST.md"
OPEN = "# fill in"

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]*\Z")


def proposals(case: Case, checks: Sequence[ReportedCheck]) -> tuple[Proposal, ...]:
    """What would mend what the checks found lacking."""
    found = (_notice(case), _front_matter(case), _manifest(case), _checklist(case, checks))
    return tuple(proposal for proposal in found if proposal)


def _notice(case: Case) -> Proposal | None:
    """The NOTICE with everything that base models ask to be kept; None when the one that is there has it all."""
    present = [text.text for text in case.evidence.texts if text.role is Role.NOTICE and text.text]
    kept = folded(" ".join(present))
    additions = [part for part in dict.fromkeys(_inherited_notices(case)) if folded(part) not in kept]
    if not additions:
        return None
    own = present[0].rstrip() if present else f"{case.evidence.id.rpartition('/')[2]}\nCopyright YEAR HOLDER"
    text = "\n\n".join([own, *(part.strip() for part in additions)]) + "\n"
    return Proposal(
        path=NOTICE_FILE, text=text, why="the notices that base models ask to be kept, and what was changed"
    )


def _inherited_notices(case: Case) -> Iterator[str]:
    for ancestor, judgement in case.ancestors:
        clauses = [
            c for judged in (judgement.binding if judgement else ()) for c in passed_clauses(ancestor, judged, case)
        ]
        asks = any(clause.kind == "cond.state_changes" for clause in clauses)
        if judgement and asks and ancestor.depth == 1 and not tells_changes(ancestor.id, case):
            step = f"{STEPS[ancestor.relation]} {ancestor.id}"
            yield f"This model {step}, which is licensed under the {_titles(judgement)}, and was changed."
        for clause in clauses:
            if isinstance(clause.params, CondNoticeFile) and clause.params.text:
                yield clause.params.text
        if any(isinstance(clause.params, CondNoticeFile) for clause in clauses) and isinstance(ancestor.found, Subject):
            for text in ancestor.found.evidence.texts:
                if text.role is Role.NOTICE and text.text:
                    yield text.text


def _titles(judgement: SubjectJudgement) -> str:
    """The licenses by the names that their texts have; versions of one license share theirs."""
    readings = (
        " and ".join(judged.terms.title if judged.terms else str(judged.license) for judged in reading.binding)
        for reading in judgement.readings
    )
    return " or ".join(dict.fromkeys(readings))


def _front_matter(case: Case) -> Proposal | None:
    """The fields that the card lacks, with the values that the repository tells; the others are left to fill in."""
    fields = dict(_missing_fields(case))
    if not fields:
        return None
    lines = ["# Fields for the front matter of README.md, between its two lines of three dashes."]
    for name, value in fields.items():
        if isinstance(value, list):
            lines += [f"{name}:", *(f"  - {_scalar(item)}" for item in value)]
        else:
            lines.append(f"{name}: {_scalar(value) if value else OPEN}")
    return Proposal(path=FRONT_MATTER_FILE, text="\n".join([*lines, ""]), why="fields that the card lacks")


def _missing_fields(case: Case) -> Iterator[tuple[str, Any]]:
    evidence = case.evidence
    present = evidence.card.fields if evidence.card else {}
    concluded = case.subject.conclusion.concluded
    parents = stated_parents(evidence)
    relations = {claim.relation for claims in parents for claim in claims} - {Relation.UNSTATED}
    told: dict[str, Any] = {
        "license": _hub_id(concluded[0], case) if len(concluded) == 1 else None,
        "library_name": _library(evidence),
        "pipeline_tag": None,
        "language": None,
        "datasets": [claim.id for claim in evidence.datasets] or None,
    }
    if parents:
        told["base_model"] = [claims[0].id for claims in parents]
        told["base_model_relation"] = next(iter(sorted(relations))) if relations else None
    for name, value in told.items():
        if not present.get(name):
            yield name, value


def _hub_id(expression: str, case: Case) -> str | None:
    found = case.judge.catalog.hub_ids_of(expression)
    return found[0] if found else None


def _library(evidence: Evidence) -> str | None:
    """What the files tell about the library: PEFT and diffusers have a file of their own, GGUF a format."""
    paths = {entry.path for entry in evidence.files}
    for path, library in (("adapter_config.json", "peft"), ("model_index.json", "diffusers")):
        if path in paths:
            return library
    if evidence.facts["weight_formats"].value == ("gguf",):
        return "gguf"
    return "transformers" if evidence.facts["architectures"].state is State.KNOWN else None


def _scalar(value: str) -> str:
    """`value` as YAML; what JSON quotes, YAML reads."""
    return value if _PLAIN.match(value) else json.dumps(value, ensure_ascii=False)


def _manifest(case: Case) -> Proposal | None:
    if case.release is None or case.release.manifest.digest is None:
        return None
    actual = {file.path: file.sha256 for file in case.release.manifest.files}
    if any(stated.file == MANIFEST_FILE and stated.digests == actual for stated in case.release.stated):
        return None
    return Proposal(
        path=MANIFEST_FILE,
        text=write_manifest(case.release.manifest),
        why="the digests of the weights, to be published",
    )


def _checklist(case: Case, checks: Iterable[ReportedCheck]) -> Proposal | None:
    """What is lacking as a list in Markdown to work through, what blocks first."""
    lacking = sorted((check for check in checks if check.lacks), key=lambda check: (not check.blocks, check.id))
    if not lacking:
        return None
    lines = [f"# Before {case.evidence.id} is released", ""]
    for check in lacking:
        lines += [f"## {check.id} {check.title}{', which blocks' if check.blocks else ''}", ""]
        lines += [f"- [ ] {message} {fix}".rstrip() for message, fix in check.lacks]
        lines += ["", f"Sources: {', '.join(check.sources)}", ""]
    for prefix in sorted(set(_missing_prefixes(case))):
        lines += ["## Name", "", f"- [ ] Call the model {prefix}-{case.evidence.id.rpartition('/')[2]}.", ""]
    return Proposal(path=CHECKLIST_FILE, text="\n".join(lines), why="what is lacking, to be ticked off")


def _missing_prefixes(case: Case) -> Iterator[str]:
    """The words with which a base model's license wants the name to begin, and it does not."""
    unmet = {(duty.license, duty.section) for duty in case.obligations if duty.status == "unmet"}
    for ancestor, judgement in case.ancestors:
        for judged in judgement.binding if judgement else ():
            for clause in passed_clauses(ancestor, judged, case):
                if isinstance(clause.params, CondNamePrefix) and (str(judged.license), clause.place) in unmet:
                    yield clause.params.prefix.replace(" ", "-")
