"""
The attribution bundle: what a product that holds these models has to ship, with texts from their own repositories.

A text that no repository holds is not made up: its place says where it can be had.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model.report import AuditReport, ModelAudit, Obligation
from checker.reports import wording
from checker.reports.packages import license_refs, of_model
from checker.reports.renderer import RenderOptions
from checker.reports.sanitise import guard_runner_commands, one_line

_RULE = "=" * 78
# Kinds of duty that are met by what is written here or shown in the product.
_SHOWN = ("cond.display", "cond.attribution", "cond.notice_file", "cond.name_prefix", "cond.link", "cond.state_changes")


def write_notice(report: AuditReport, options: RenderOptions) -> str:
    """The file; models in the order of their names, each text once."""
    del options
    models = sorted(report.models, key=lambda model: model.id)
    parts = ["THIRD-PARTY MODELS", "", "This product contains or uses the following machine-learning models.", ""]
    parts += dict.fromkeys("\n".join((*_model(model), "")) for model in models)
    parts += [line for failure in report.errors for line in (failure.id, f"  not read: {failure.message}", "")]
    for heading, text in _texts(report, models):
        parts += [_RULE, heading, _RULE, "", text.strip("\n"), ""]
    return guard_runner_commands("\n".join(parts))


def missing_texts(report: AuditReport) -> list[tuple[str, str]]:
    """(model, license) of each license whose text none of the repositories holds."""
    held = {expression for model in report.models for expression in _held(model)}
    named = ((model.id, license) for model in report.models for license in _licenses(model) if license not in held)
    return list(dict.fromkeys(named))


def _model(model: ModelAudit) -> Iterator[str]:
    yield f"{one_line(wording.target(model))}{f' at {model.revision}' if model.revision else ''}"
    yield f"  license: {wording.license_words(model)}"
    if address := of_model(model).purl:
        yield f"  source: {address}"
    for entry in wording.deciding_path(model) or model.lineage:
        yield f"  {wording.step(entry)}: {wording.ancestor_license(entry)}"
    for duty in _to_show(model):
        yield f"  {one_line(duty.duty)} ({wording.source(duty)})"


def _to_show(model: ModelAudit) -> Iterator[Obligation]:
    return (duty for duty in wording.duties(model) if duty.clause.startswith(_SHOWN))


def _texts(report: AuditReport, models: list[ModelAudit]) -> Iterator[tuple[str, str]]:
    """Notices first, then license texts, then what the repositories do not hold."""
    texts = {text.sha256: text.text for text in report.texts}
    for role in ("notice", "license", "policy"):
        holders: dict[str, list[str]] = {}
        for model in models:
            for file in model.files:
                if file.role == role and file.sha256 in texts:
                    holders.setdefault(file.sha256, []).append(f"{model.id} ({file.path})")
        for sha256, names in holders.items():
            yield f"{role.upper()} of {', '.join(map(one_line, names))}", texts[sha256]
    urls = {terms.id: terms.url for terms in report.terms}
    for name, license in missing_texts(report):
        where = f"It can be read at {urls[license]}" if urls.get(license) else "Ask its author for it."
        yield f"LICENSE of {one_line(name)}: {license}", f"The repository holds no text of {license}. {where}"


def _held(model: ModelAudit) -> Iterator[str]:
    for detection in model.license.detected:
        if detection.sha256:
            for expression in (detection.expression, *detection.candidates):
                yield from expression.split(" WITH ")


def _licenses(model: ModelAudit) -> list[str]:
    """The licenses that a model is under, as far as they are known."""
    readings = model.license.alternatives or (model.license.concluded,)
    words = " ".join(readings).replace("(", " ").replace(")", " ").split()
    refs = license_refs(readings)
    names = [word for word in words if word not in ("AND", "OR", "WITH", "NONE", "NOASSERTION")]
    return list(dict.fromkeys([*refs, *names]))
