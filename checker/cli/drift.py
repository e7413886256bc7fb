"""What moved since the lock: the report of today against it, and the words of the files that changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from checker.cli.session import Session
from checker.cli.source_tree import paired
from checker.errors import ExitCode
from checker.lock import Lock, LockedModel, changed_files, drift_of
from checker.model.comparison import TextPair
from checker.model.drift import Drift, Movement
from checker.model.report import AuditReport, CapturedText, ModelAudit
from checker.model.verdict import Verdict


def drifts(session: Session, lock: Lock, report: AuditReport) -> list[Drift]:
    """The drift of every locked model; the texts that changed are read again at the locked commit."""
    audited = dict(paired(report, [model.target for model in lock.models]))
    reasons = {failure.id: failure.message for failure in report.errors}
    moved = [m for m in lock.models if m.target in audited and changed_files(m, audited[m.target])]
    before = _texts(session.audit_targets([model.pinned for model in moved])) if moved else {}
    now = _texts(report)
    found = []
    for locked in lock.models:
        model = audited.get(locked.target)
        if model is None:
            reason = reasons.get(str(locked.target), "it was not audited")
            gone = Drift(id=str(locked.target), movement=Movement.GONE, locked=locked.revision, now=None)
            found.append(msgspec.structs.replace(gone, facts=(reason,)))
            continue
        pairs = tuple(_pairs(locked, model, before, now))
        found.append(msgspec.structs.replace(drift_of(locked, model, report), texts=pairs))
    return found


def drift_code(found: Sequence[Drift]) -> int:
    """A model that is denied on other terms is a denial; other terms need a person; gone or unread is missing."""
    movements = {drift.movement for drift in found}
    if any(drift.movement is Movement.TERMS and drift.verdict is Verdict.DENY for drift in found):
        return ExitCode.DENIED
    if movements & {Movement.GONE, Movement.UNREAD} or not found:
        return ExitCode.INCOMPLETE
    return ExitCode.UNDECIDED if Movement.TERMS in movements else ExitCode.PASS


def _texts(report: AuditReport) -> dict[str, CapturedText]:
    return {text.sha256: text for text in report.texts}


def _pairs(
    locked: LockedModel, model: ModelAudit, before: dict[str, CapturedText], now: dict[str, CapturedText]
) -> Iterator[TextPair]:
    digests = {file.path: file.sha256 for file in model.files}
    for path in changed_files(locked, model):
        old, new = locked.files.get(path), digests.get(path)
        yield TextPair(
            before_file=path if old else None,
            after_file=path if new else None,
            before=before.get(old or ""),
            after=now.get(new or ""),
        )
