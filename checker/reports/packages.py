"""Models, their ancestors and datasets as packages with one address each, for bills of materials."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from checker.model.report import AuditReport, LineageEntry, ModelAudit, ReportedDataset
from checker.model.snapshot import Kind

_LICENSE_REF = re.compile(r"(?:DocumentRef-[\w.-]+:)?LicenseRef-[\w.-]+")
_NO_LICENSE = ("NONE", "NOASSERTION")


@dataclass(frozen=True, slots=True)
class Package:
    """
    One repository or folder. `ref` is its address where it has one (https://github.com/package-url/purl-spec), else a
    name that leads nowhere.
    """

    ref: str
    id: str
    version: str | None
    is_dataset: bool = False

    @property
    def purl(self) -> str | None:
        """The package address, None for a folder."""
        return self.ref if self.ref.startswith("pkg:") else None

    @property
    def group(self) -> str | None:
        """The organisation."""
        return self.id.rpartition("/")[0] or None if self.purl else None

    @property
    def name(self) -> str:
        """The name without the organisation."""
        return self.id.rpartition("/")[2] or self.id


def of_model(model: ModelAudit) -> Package:
    """The audited model or dataset."""
    if model.kind == Kind.LOCAL:
        return Package(ref=f"local:{quote(model.id)}", id=model.id, version=model.revision)
    return _of_hub(model.id, model.revision, is_dataset=model.kind == Kind.DATASET)


def of_ancestor(entry: LineageEntry) -> Package:
    """A model of the lineage."""
    return _of_hub(entry.id, entry.revision)


def steps(model: ModelAudit) -> Iterator[tuple[Package, LineageEntry, Package]]:
    """Each step of the lineage between child and parent; one that names itself as its parent takes none."""
    for entry in model.lineage:
        is_first = entry.parent_of == model.id
        child = of_model(model) if is_first else _of_hub(entry.parent_of, entry.child_revision)
        parent = of_ancestor(entry)
        if child != parent:
            yield child, entry, parent


def of_dataset(dataset: ReportedDataset) -> Package:
    """A training dataset."""
    return _of_hub(dataset.id, None, is_dataset=True)


def expression(written: str | None) -> str | None:
    """An SPDX expression, None where the report says that there is none or that it is not certain."""
    return None if written is None or written in _NO_LICENSE or " | " in written else written


def license_refs(expressions: Iterable[str | None]) -> list[str]:
    """The licenses without an SPDX id in some expressions, each once, sorted."""
    return sorted({found for written in expressions if written for found in _LICENSE_REF.findall(written)})


def license_texts(report: AuditReport) -> dict[str, str]:
    """By license a text of it, as it was read in the first of the repositories that holds one."""
    captured = {text.sha256: text.text for text in report.texts}
    found: dict[str, str] = {}
    for model in report.models:
        for detection in model.license.detected:
            if detection.sha256 in captured:
                for license_id in (detection.expression, *detection.candidates):
                    found.setdefault(license_id, captured[detection.sha256])
    return found


def moment(audited_at: str | None) -> str | None:
    """The time of the audit as RFC 3339 writes it."""
    if not audited_at:
        return None
    return datetime.strptime(audited_at, "%Y-%m-%d %H:%M UTC").strftime("%Y-%m-%dT%H:%M:00Z")


def spdx_time(audited_at: str | None) -> str:
    """The same where the specification asks for a time; a report without one is of no time."""
    return moment(audited_at) or "1970-01-01T00:00:00Z"


def spdx_namespace(report: AuditReport, created: str, packages: Iterable[str]) -> str:
    """The address of a document: the same for the same packages under the same policy at the same time."""
    key = "\n".join((report.policy.digest, created, *packages))
    return f"urn:lic-check:spdx:{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def judgement(model: ModelAudit, policy: str) -> str:
    """The verdict and why, for the comment on a package."""
    return f"{model.verdict} under the policy {policy}: {model.decided_by.because}"


def _of_hub(id: str, revision: str | None, *, is_dataset: bool = False) -> Package:
    kind = "datasets/" if is_dataset else ""
    address = f"pkg:huggingface/{kind}{quote(id)}{f'@{quote(revision)}' if revision else ''}"
    return Package(ref=address, id=id, version=revision, is_dataset=is_dataset)
