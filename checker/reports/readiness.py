"""The readiness of a release for a terminal, and the words that it shares with the dossier."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from checker.model.release import (
    AttestationState,
    CheckedOverride,
    CheckStatus,
    JudgedAttestation,
    ReportedCheck,
    ReportedRelease,
)
from checker.model.report import AuditReport, Finding, ModelAudit
from checker.model.verdict import Verdict
from checker.reports import wording
from checker.reports.columns import columns, fit
from checker.reports.renderer import RenderOptions
from checker.reports.sanitise import guarded, one_line
from checker.reports.terminal import Screen

HEADLINES = {
    Verdict.ALLOW: "Ready",
    Verdict.REVIEW: "Needs review",
    Verdict.UNKNOWN: "Not known to be ready",
    Verdict.DENY: "Not ready",
}
STATUSES = {
    CheckStatus.MET: "met",
    CheckStatus.NOTED: "met with a note",
    CheckStatus.LACKING: "lacking",
    CheckStatus.UNKNOWN: "not known",
    CheckStatus.WAIVED: "waived",
    CheckStatus.INAPPLICABLE: "not applicable",
    CheckStatus.SKIPPED: "not asked for",
}
STATES = {state: state.replace("-", " ") for state in AttestationState} | {
    AttestationState.UNSIGNED: "stated, no signature verified",
}
CLASSES = {"none": "no class", "class-iii": "class III", "class-ii": "class II", "class-i": "class I"}
RELEASE_CODES = "LC07"
LAPSED_OVERRIDE = "LC0907"
COMMAND = "lic-check release"


def blocking_checks(release: ReportedRelease) -> list[ReportedCheck]:
    """The checks because of which the release cannot go ahead."""
    return [check for check in release.checks if check.blocks]


def noted_checks(release: ReportedRelease) -> list[ReportedCheck]:
    """The checks that found something which the policy lets pass."""
    return [check for check in release.checks if check.lacks and not check.blocks]


def other_findings(model: ModelAudit) -> list[Finding]:
    """What keeps the release back besides the checks: the licenses of its ancestors, unread evidence."""
    return [finding for finding in wording.blocking(model) if not finding.code.startswith(RELEASE_CODES)]


def lapsed_overrides(model: ModelAudit) -> list[Finding]:
    """The overrides of checks that have expired, or reach too far: what they accepted is not accepted."""
    return [finding for finding in model.findings if finding.code == LAPSED_OVERRIDE]


def tally(checks: Sequence[ReportedCheck]) -> str:
    """`30 checks: 21 met, 2 lacking, 4 not asked for`."""
    counts = [(STATUSES[status], sum(check.status is status for check in checks)) for status in CheckStatus]
    return f"{len(checks)} checks: {', '.join(f'{count} {words}' for words, count in counts if count)}"


def signed_by(one: JudgedAttestation) -> str:
    """Who states an item until when, or who should."""
    if one.state is AttestationState.HELD or one.by:
        until = f", until {one.expires}" if one.expires else ""
        return f"{', '.join(one.by)}{until}"
    return f"to be stated by {' or '.join(one.roles)}"


def size_words(size: int) -> str:
    """`812 bytes`, `1.4 MB`, `13.5 GB`."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} bytes"


def write_readiness(report: AuditReport, options: RenderOptions) -> str:
    """The text to print; each model with what blocks it, who has to state what, and what binds it."""
    screen = _ReadinessScreen(options)
    lines = [line for model in report.models for line in screen.readiness(model)]
    lines += [line for failure in report.errors for line in screen.failure(failure)]
    return guarded(lines)


class _ReadinessScreen(Screen):
    def __init__(self, options: RenderOptions) -> None:
        super().__init__(options)
        self.command = options.command or ""

    def readiness(self, model: ModelAudit) -> Iterator[str]:
        release = model.release
        if release is None:
            yield from self.detail(model)
            return
        headline = HEADLINES[model.verdict].lower()
        name = fit(f"{self.name(model)}: {self.terms(model)}", self.width - columns(headline) - 2)
        yield f"{self.verdict(model.verdict, headline)}  {self.bold(name)}"
        yield from self.paragraph(f"{tally(release.checks)}.")
        if self.verbosity < 0:
            return
        yield ""
        for check in blocking_checks(release):
            yield from self.check(check, "blocks")
        for finding in other_findings(model):
            yield from self.finding(finding)
        for check in noted_checks(release):
            yield from self.check(check, "note")
        for finding in lapsed_overrides(model):
            yield from self.item("note", finding.message)
            yield from self.item("fix", finding.fix)
        for check in release.checks:
            if check.override and not check.lacks:
                yield from self.item(f"override {check.id}", self.override(check.override, check))
        for check in release.checks if self.verbosity > 0 else ():
            if not check.lacks:
                reason = f": {check.reason}" if check.reason else ""
                yield from self.item(check.id, f"{STATUSES[check.status]}, {check.name}{reason}")
        yield from self.items("people", map(self.person, release.attestations))
        yield from self.items("weights", self.weights(release))
        yield from self.item("openness", self.openness(release))
        yield from self.items("not checked", model.not_checked if self.verbosity > 0 else ())
        yield from self.next_commands(model)

    def check(self, check: ReportedCheck, label: str) -> Iterator[str]:
        """One check with everything it found; the way out stands once."""
        for position, (message, _) in enumerate(check.lacks):
            yield from self.item("" if position else f"{label} {check.id}", message)
        if label == "blocks" or self.verbosity > 0:
            yield from self.items("fix", dict.fromkeys(fix for _, fix in check.lacks))
        if check.override:
            yield from self.item("override", self.override(check.override, check))

    def override(self, override: CheckedOverride, check: ReportedCheck) -> str:
        by = f"({override.approver}, until {override.expires})"
        return f"{check.level} in place of {override.own_level}: {override.reason} {by}"

    def person(self, one: JudgedAttestation) -> str:
        return f"{one.item} {one.title}: {STATES[one.state]}, {signed_by(one)}"

    def weights(self, release: ReportedRelease) -> Iterator[str]:
        manifest = release.manifest
        yield f"{wording.plural(len(manifest.files), 'file')}, {size_words(manifest.size)}"
        yield manifest.digest or "no digest: not every file of weights could be read, or there is none"

    def openness(self, release: ReportedRelease) -> str:
        found = release.openness
        reached = f"{CLASSES[found.reached]} of the Model Openness Framework"
        if found.next_class is None:
            return reached
        return f"{reached}; {CLASSES[found.next_class]} lacks: {'; '.join(found.missing)}"

    def next_commands(self, model: ModelAudit) -> Iterator[str]:
        """What to run next: the command that was run, so that policy and commit stay the same."""
        name = shlex.quote(one_line(wording.target(model)))
        run = self.command if self.command.startswith(f"{COMMAND} ") else f"{COMMAND} {name}"
        yield ""
        commands = [f"{run} -o dossier=release.html"]
        if model.release and model.release.proposals:
            commands.insert(0, f"{run} --fix")
        yield from self.items("next", commands)
