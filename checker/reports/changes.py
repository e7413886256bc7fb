"""What is new, gone or changed since an earlier report: two reports side by side, matched by model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checker.model.report import AuditReport, CapturedText, Finding, LineageEntry, ModelAudit, Obligation
from checker.model.verdict import Verdict
from checker.reports import wording
from checker.reports.diff import Line, compared, excerpts


@dataclass(frozen=True, slots=True)
class TextChange:
    """A license text that reads otherwise than before; `groups` are its changed lines, None when it is too long."""

    path: str
    groups: tuple[tuple[Line, ...], ...] | None


@dataclass(frozen=True, slots=True)
class ModelChange:
    """
    One model that is judged otherwise, or of which something else was read.

    `before` and `after` are its verdicts, None where the model is new or gone; `facts` say each difference in words.
    """

    id: str
    kind: str
    before: Verdict | None
    after: Verdict | None
    facts: tuple[str, ...] = ()
    texts: tuple[TextChange, ...] = ()

    @property
    def is_worse(self) -> bool:
        """Whether less is permitted than before; a new model that is not allowed is worse than none."""
        if self.after is None:
            return False
        return self.after.rank < (Verdict.ALLOW if self.before is None else self.before).rank

    @property
    def told(self) -> tuple[str, ...]:
        """The facts, and which texts read otherwise, for formats that do not show their words."""
        return (*self.facts, *(f"{text.path} reads otherwise than before" for text in self.texts))


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two reports; `basis` are differences of the program, the policy and the facts."""

    basis: tuple[str, ...]
    models: tuple[ModelChange, ...]
    unchanged: int

    @property
    def summary(self) -> str:
        """One sentence: `2 models changed, 1 new, 0 gone, 3 as before; 1 for the worse.`"""
        new = sum(model.before is None for model in self.models)
        gone = sum(model.after is None for model in self.models)
        worse = sum(model.is_worse for model in self.models)
        changed = len(self.models) - new - gone
        parts = [
            f"{wording.plural(changed, 'model')} changed",
            f"{new:,} new",
            f"{gone:,} gone",
            f"{self.unchanged:,} as before",
        ]
        return f"{', '.join(parts)}; {worse:,} for the worse."


def changes(before: AuditReport, after: AuditReport) -> Changes:
    """How `after` differs from `before`; what became worse comes first, then by id."""
    old = {(model.kind, model.id): model for model in before.models}
    new = {(model.kind, model.id): model for model in after.models}
    failed = {failure.id for failure in after.errors}
    texts = {text.sha256: text for text in (*before.texts, *after.texts)}
    found = [
        change
        for key in sorted(old.keys() | new.keys())
        if (change := _model_change(key, old.get(key), new.get(key), texts, failed)) is not None
    ]
    return Changes(
        basis=tuple(_basis(before, after)),
        models=tuple(sorted(found, key=lambda change: (not change.is_worse, change.id))),
        unchanged=len(old.keys() | new.keys()) - len(found),
    )


def verdicts(change: ModelChange) -> str:
    """`denied, before: allowed`, or that the model is new or gone."""
    after = wording.HEADLINES[change.after].lower() if change.after else "gone"
    if change.before is None:
        return f"{after}, new"
    before = wording.HEADLINES[change.before].lower()
    return f"{after}, as before" if change.before is change.after else f"{after}, before: {before}"


def _basis(before: AuditReport, after: AuditReport) -> Iterator[str]:
    if before.tool.version != after.tool.version:
        yield f"lic-check was {before.tool.version} and is {after.tool.version}."
    if before.tool.catalog != after.tool.catalog:
        yield "The license facts that the program knows are others."
    if before.policy.name != after.policy.name:
        yield f"The policy was {before.policy.name} and is {after.policy.name}."
    elif before.policy.digest != after.policy.digest:
        yield f"The policy {after.policy.name} was changed."
    if before.policy.context != after.policy.context:
        yield "The facts about the use are others."


def _model_change(
    key: tuple[str, str],
    old: ModelAudit | None,
    new: ModelAudit | None,
    texts: dict[str, CapturedText],
    failed: set[str],
) -> ModelChange | None:
    kind, id = key
    if old is None or new is None:
        why = ("It could not be audited this time.",) if new is None and id in failed else ()
        return ModelChange(id, kind, old.verdict if old else None, new.verdict if new else None, why)
    facts = tuple(_facts(old, new))
    text_changes = tuple(_text_changes(old, new, texts))
    if old.verdict is new.verdict and not facts and not text_changes:
        return None
    return ModelChange(id, kind, old.verdict, new.verdict, facts, text_changes)


def _facts(old: ModelAudit, new: ModelAudit) -> Iterator[str]:
    if old.verdict is not new.verdict:
        yield new.decided_by.because
    if old.revision != new.revision:
        yield f"The commit was {_commit(old)} and is {_commit(new)}."
    if wording.declared(old) != wording.declared(new):
        yield f"The declared license was {wording.declared(old)} and is {wording.declared(new)}."
    if wording.license_words(old) != wording.license_words(new):
        yield f"The concluded license was {wording.license_words(old)} and is {wording.license_words(new)}."
    if old.complete and not new.complete:
        yield "The evidence was complete and is not any more."
    yield from _difference("ancestor", map(_ancestor, old.lineage), map(_ancestor, new.lineage))
    yield from _difference("finding", map(_finding, _in_force(old)), map(_finding, _in_force(new)))
    yield from _difference("waiver", map(_finding, wording.waived(old)), map(_finding, wording.waived(new)))
    yield from _difference("duty", map(_duty, wording.duties(old)), map(_duty, wording.duties(new)))
    yield from _difference("not checked", old.not_checked, new.not_checked)


def _difference(what: str, old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    was, is_now = dict.fromkeys(old), dict.fromkeys(new)
    yield from (f"New {what}: {item}" for item in is_now if item not in was)
    yield from (f"Gone, {what}: {item}" for item in was if item not in is_now)


def _commit(model: ModelAudit) -> str:
    return wording.commit(model.revision) or "none"


def _ancestor(entry: LineageEntry) -> str:
    return f"{wording.step(entry)}, {wording.ancestor_license(entry)}"


def _in_force(model: ModelAudit) -> list[Finding]:
    return [*wording.blocking(model), *wording.notes(model)]


def _finding(finding: Finding) -> str:
    return f"{finding.code} {finding.message}"


def _duty(duty: Obligation) -> str:
    return f"{duty.duty} ({wording.source(duty)}; {wording.STATUSES[duty.status]})"


def _text_changes(old: ModelAudit, new: ModelAudit, texts: dict[str, CapturedText]) -> Iterator[TextChange]:
    """License files of the same path with other bytes, where both reports captured the text."""
    before = {file.path: file.sha256 for file in old.files}
    for file in new.files:
        left, right = texts.get(before.get(file.path, "")), texts.get(file.sha256)
        if left is None or right is None or left.sha256 == right.sha256:
            continue
        lines = compared(left.text, right.text)
        groups = None if lines is None else tuple(map(tuple, excerpts(lines)))
        yield TextChange(file.path, groups)
