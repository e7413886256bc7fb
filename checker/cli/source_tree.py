"""A scanned source tree with its manifest: which models to audit, which lines name each, what stays untold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import msgspec

from checker.cli.manifest import HOW, NAME, Declared, is_manifest, manifest_text, read_manifest
from checker.cli.session import Session
from checker.cli.terminal import say, write
from checker.discover import discover
from checker.errors import ExitCode, UsageProblem
from checker.model.evidence import Citation
from checker.model.reference import Discovery, Reference, Resolution
from checker.model.report import AuditReport, ModelAudit
from checker.model.snapshot import Target
from checker.reports.sanitise import guard_runner_commands, sanitise
from checker.reports.wording import plural

MAX_SAID = 20

Named = Mapping[str, Sequence[Reference]]


class Audited(NamedTuple):
    """
    The report on a tree, which tells each model once with all lines that name it; the references to each by its id in
    the report; and each target with its audit.
    """

    report: AuditReport
    named: Named
    pairs: Sequence[tuple[Target, ModelAudit]]


@dataclass(frozen=True)
class SourceTree:
    """`declared` is what the manifest says; `discovery` has the references of code and manifest."""

    manifest: Path
    declared: Mapping[Target, Declared]
    discovery: Discovery

    @classmethod
    def read(cls, root: Path, exclude: Sequence[str], manifest: str | None) -> SourceTree:
        """Scan `root`, and read the manifest that is named or lies in it; raises `UsageProblem`."""
        folder = root if root.is_dir() else root.parent
        path = Path(manifest) if manifest else folder / NAME
        entries = list(read_manifest(path, str(path))) if manifest or is_manifest(path) else []
        is_inside = path.is_relative_to(folder) and (entries or manifest)
        ours = [f"/{path.relative_to(folder).as_posix()}"] if is_inside else []
        discovery = discover(root, [*exclude, *ours], prefix=_prefix(root))
        here = _prefix(path.parent)
        references = [one for reference in discovery.references for one in _completed(reference, entries, here)]
        declaring = [reference for _, reference in entries]
        return cls(
            manifest=path,
            declared={reference.target: declared for declared, reference in entries if reference.target},
            discovery=msgspec.structs.replace(discovery, references=(*references, *declaring)),
        )

    @property
    def by_target(self) -> dict[Target, list[Reference]]:
        """The references to each model, in the order of the tree."""
        found: dict[Target, list[Reference]] = {}
        for reference in self.discovery.references:
            if reference.target is not None:
                found.setdefault(reference.target, []).append(reference)
        return found

    @property
    def unresolved(self) -> list[Reference]:
        """The places that load a model without telling which."""
        return [reference for reference in self.discovery.references if reference.target is None]

    @property
    def undeclared(self) -> list[Reference]:
        """One place of each model that the manifest does not name, where there is a manifest."""
        ids = {target.id for target in self.declared}
        return [references[0] for target, references in self.by_target.items() if ids and target.id not in ids]

    def audit(self, session: Session) -> Audited:
        """Audit every model of the tree under `session`."""
        by_target = self.by_target
        uses = {target: declared.use for target, declared in self.declared.items() if declared.use}
        report = session.audit_targets(list(by_target), uses=uses)
        pairs = paired(report, list(by_target))
        named: dict[str, list[Reference]] = {}
        for target, model in pairs:
            # A manifest loads nothing: its line counts where no source names the model.
            loading = [reference for reference in by_target[target] if reference.how != HOW]
            named.setdefault(model.id, []).extend(loading or by_target[target])
        placed = (self._placed(model, target, by_target[target]) for target, model in pairs)
        places = {str(target): citations(references) for target, references in by_target.items()}
        errors = (msgspec.structs.replace(failure, named_at=places[failure.id]) for failure in report.errors)
        report = msgspec.structs.replace(report, models=_each_once(placed), errors=tuple(errors), scan=self.discovery)
        return Audited(report, named, pairs)

    def _placed(self, model: ModelAudit, target: Target, references: Sequence[Reference]) -> ModelAudit:
        declared = self.declared.get(target)
        owner = declared.owner if declared else None
        return msgspec.structs.replace(model, named_at=citations(references), owner=owner)

    def listing(self) -> str:
        """One line a reference: place, model, how it was found."""
        lines = []
        for reference in self.discovery.references:
            named = str(reference.target) if reference.target else "?"
            why = f", {reference.why}" if reference.why else ""
            lines.append(f"{reference.place}: {named} ({reference.resolution}: {reference.how}{why})")
        lines += [f"{skipped.file}: not read: {skipped.why}" for skipped in self.discovery.skipped]
        lines.append(self._counts())
        return guard_runner_commands("\n".join(map(sanitise, lines)) + "\n")

    def _counts(self) -> str:
        references = plural(len(self.discovery.references), "reference")
        models = plural(len(self.by_target), "model")
        files = plural(self.discovery.files, "file")
        return f"{references} to {models} in {files}, {len(self.unresolved)} of them untold"

    def write_manifest(self) -> int:
        """Write the manifest anew, with what it says already kept; another program's file raises `UsageProblem`."""
        if self.manifest.exists() and not is_manifest(self.manifest):
            raise UsageProblem(f"{self.manifest} is no manifest of ours", fix="name another file with --manifest")
        write(manifest_text(self.discovery.references, self.declared), str(self.manifest))
        say(f"wrote {self.manifest}: {self._counts()}")
        return ExitCode.PASS

    def say_untold(self, *, strict: bool) -> None:
        """What a reader of the report should know of the tree, on stderr."""
        lines = [f"{r.place}: loads a model that is not told: {r.why}" for r in self.unresolved]
        lines += [
            f"{r.place}: {r.target} is not declared in {self.manifest}" for r in (self.undeclared if strict else ())
        ]
        lines += [f"{skipped.file}: not read: {skipped.why}" for skipped in self.discovery.skipped]
        lines += [
            f"{reference.place}: {comment!r} accepts nothing: it takes codes and a reason"
            for reference in self.discovery.references
            for comment in reference.unheard
        ]
        if not self.discovery.references:
            files = plural(self.discovery.files, "file")
            lines.append(f"no model is named in {files}: declare in {self.manifest} what the code does not name")
        for line in lines[:MAX_SAID]:
            say(line)
        if len(lines) > MAX_SAID:
            say(f"and {len(lines) - MAX_SAID} more: lic-check scan --list")

    def strict_code(self) -> int:
        """What `--strict-refs` makes of the tree: what is untold is missing evidence, a person declares the rest."""
        if self.unresolved or self.discovery.skipped:
            return ExitCode.INCOMPLETE
        return ExitCode.UNDECIDED if self.undeclared else ExitCode.PASS


def paired(report: AuditReport, targets: Sequence[Target]) -> list[tuple[Target, ModelAudit]]:
    """Each target that was audited with its audit; a report has them in the order of the targets."""
    failed = {failure.id for failure in report.errors}
    audited = [target for target in targets if str(target) not in failed]
    return list(zip(audited, report.models, strict=True))


def _each_once(models: Iterable[ModelAudit]) -> tuple[ModelAudit, ...]:
    """Audits that differ in nothing but the lines are one: a branch and its commit, a model and its former name."""
    found: dict[bytes, ModelAudit] = {}
    for model in models:
        key = msgspec.json.encode(msgspec.structs.replace(model, named_at=()))
        first = found.setdefault(key, model)
        if first is not model:
            found[key] = msgspec.structs.replace(first, named_at=(*first.named_at, *model.named_at))
    return tuple(found.values())


def _prefix(root: Path) -> str:
    """What leads from the working folder to `root`, so that the paths of a report hold where it was asked for."""
    folder = (root if root.is_dir() else root.parent).resolve()
    here = Path.cwd().resolve()
    inside = folder.relative_to(here).as_posix() if folder.is_relative_to(here) else "."
    return "" if inside == "." else f"{inside}/"


def citations(references: Sequence[Reference]) -> tuple[Citation, ...]:
    """The places as a report shows them."""
    return tuple(
        Citation(file=r.place.file, line=r.place.line, column=r.place.column, quote=r.quote or None) for r in references
    )


def _completed(reference: Reference, entries: Sequence[tuple[Declared, Reference]], here: str) -> Iterator[Reference]:
    """
    With what the manifest adds: the models that an untold reference may load, the revision of an unpinned one.

    The files of a manifest are seen from its own folder `here`.
    """
    target = reference.target
    if target is not None:
        same = [declaring.target for declared, declaring in entries if declared.id == target.id]
        pinned = same[0] if len(same) == 1 and target.revision is None else target
        yield msgspec.structs.replace(reference, target=pinned)
        return
    file = reference.place.file
    covering = [one for declared, one in entries if any(fnmatchcase(file, here + path) for path in declared.at)]
    for declaring in covering:
        why = f"{reference.why}; declared at {declaring.place}"
        declared = {"target": declaring.target, "resolution": Resolution.DECLARED, "why": why}
        yield msgspec.structs.replace(reference, **declared)
    if not covering:
        yield reference
