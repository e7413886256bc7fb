"""The report for a terminal: the deciding fact first, its proof and its fix on the same screen."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from checker.model.evidence import Citation
from checker.model.report import AuditFailure, AuditReport, Finding, LineageEntry, ModelAudit, Obligation
from checker.model.verdict import Verdict
from checker.reports import wording
from checker.reports.columns import columns, fit, hanging, pad, styled, wrap
from checker.reports.renderer import RenderOptions
from checker.reports.sanitise import guarded, one_line

MIN_WIDTH = 40
LABEL_WIDTH = 12
MAX_ID_WIDTH = 44

_COLORS = {Verdict.DENY: "31", Verdict.UNKNOWN: "35", Verdict.REVIEW: "33", Verdict.ALLOW: "32"}


def write_terminal(report: AuditReport, options: RenderOptions) -> str:
    """The text to print, in lines of at most `options.width` columns; ANSI colour only when `options.color`."""
    return guarded(Screen(options).report(report))


class Screen:
    """Lays a report out in lines; holds nothing but the options."""

    def __init__(self, options: RenderOptions) -> None:
        self.width = max(options.width, MIN_WIDTH)
        self.color = options.color
        self.verbosity = options.verbosity
        self.previous = options.previous

    def report(self, report: AuditReport) -> Iterator[str]:
        models = wording.worst_first(report.models)
        alone = len(models) + len(report.errors) == 1
        yield from self.changes(report)
        if not models and not report.errors:
            yield self.bold("Nothing was audited, so nothing is permitted.")
        if alone or self.verbosity < 0:
            for model in models:
                yield from self.one_line(model) if self.is_brief(model) else self.detail(model)
        elif models:
            yield from self.table(models)
            for model in models:
                if not self.is_brief(model):
                    yield ""
                    yield from self.detail(model)
        for position, failure in enumerate(report.errors):
            if models or position:
                yield ""
            yield from self.failure(failure)
        if not alone:
            yield ""
            yield from wrap(self.summary(report), self.width)
        elif models and not self.is_brief(models[0]):
            yield ""
            yield from wrap(f"Policy {report.policy.name}. {wording.NO_ADVICE}", self.width)

    def changes(self, report: AuditReport) -> Iterator[str]:
        """What differs from the previous report, when one was given."""
        if self.previous is None:
            return
        from checker.reports.changes import changes, verdicts

        found = changes(self.previous, report)
        yield self.bold("Since the previous report")
        for fact in (found.summary, *found.basis):
            yield from self.paragraph(fact)
        for change in found.models:
            mark = "!" if change.is_worse else "·"
            yield from self.paragraph(f"{mark} {change.id}: {verdicts(change)}")
            yield from self.items("", change.told)
        yield ""

    def is_brief(self, model: ModelAudit) -> bool:
        return self.verbosity < 0 or (self.verbosity == 0 and model.verdict is Verdict.ALLOW)

    def one_line(self, model: ModelAudit) -> Iterator[str]:
        """A model that needs no second look; its duties follow when it is allowed only with them."""
        verdict = wording.with_duties(model.verdict, model)
        text = f"{self.name(model)}: {self.terms(model)}"
        yield f"{self.verdict(model.verdict, verdict)}  {fit(text, self.width - columns(verdict) - 2)}"
        if self.verbosity >= 0:
            yield from self.items("duty", map(self.duty, wording.duties(model)))
            yield from self.what_if(model)

    def table(self, models: list[ModelAudit]) -> Iterator[str]:
        """One row a model: verdict, id, license or what decided."""
        verdicts = [wording.with_duties(model.verdict, model) for model in models]
        first = max(map(columns, verdicts))
        second = min(
            max(columns(one_line(wording.target(model))) for model in models), MAX_ID_WIDTH, self.width - first - 14
        )
        for model, verdict in zip(models, verdicts, strict=True):
            terms = fit(wording.license_words(model), self.width - first - second - 4)
            name = pad(fit(wording.target(model), second), second)
            yield f"{self.verdict(model.verdict, pad(verdict, first))}  {name}  {terms}"

    def detail(self, model: ModelAudit) -> Iterator[str]:
        """One model that a person must read: why, the proof, the fix, then everything around it."""
        verdict = wording.with_duties(model.verdict, model)
        name = fit(self.name(model), self.width - columns(verdict) - 2)
        yield f"{self.verdict(model.verdict, verdict)}  {self.bold(name)}"
        decisive = wording.deciding(model)
        yield from self.paragraph(model.decided_by.because)
        if decisive:
            for citation in decisive.evidence:
                yield from self.proof(citation)
            yield from self.item("fix", decisive.fix)
        yield from self.items("settles it", map(self.question, model.decided_by.settles))
        yield from self.what_if(model)
        if not model.complete:
            yield from self.item("incomplete", "some evidence could not be read; the verdict rests on the rest")
        yield from self.items("named at", wording.named_at(model))
        yield from self.item("owner", model.owner or "")
        yield from self.items("passed over", wording.passed_over(model))
        yield ""
        yield from self.license(model)
        yield from self.items("lineage", self.tree(model))
        for finding in wording.blocking(model):
            if finding is not decisive:
                yield from self.finding(finding)
        if self.verbosity > 0:
            for finding in wording.notes(model):
                yield from self.finding(finding)
        for finding in wording.waived(model):
            yield from self.waived(finding)
        # Nobody keeps the duties of a model that he may not use.
        if model.verdict is not Verdict.DENY or self.verbosity > 0:
            yield from self.items("duty", map(self.duty, wording.duties(model)))
        if self.verbosity > 0:
            yield from self.items("duty if", map(self.conditional_duty, wording.conditional_duties(model)))
        yield from self.items("not checked", model.not_checked)
        yield from self.next_steps(model, decisive)

    def license(self, model: ModelAudit) -> Iterator[str]:
        yield from self.item("declared", wording.declared(model))
        for found in model.license.detected:
            yield from self.item("detected", f"{found.file}:{found.lines[0]} is {wording.detected(found)}")
            for deviation in found.deviations[: None if self.verbosity > 0 else 3]:
                sign = "+" if deviation.kind == "added" else "-"
                yield from self.item("", f"{sign} line {deviation.line}: {deviation.text}")
            if (hidden := len(found.deviations) - 3) > 0 and self.verbosity <= 0:
                yield from self.item("", f"and {wording.plural(hidden, 'change')} more (-v shows all)")
        yield from self.item("concluded", self.terms(model))
        yield from self.item("because", model.license.because)

    def finding(self, finding: Finding) -> Iterator[str]:
        yield from self.item(finding.code, f"{finding.message} ({finding.verdict}, {finding.severity})")
        for citation in finding.evidence:
            yield from self.proof(citation)
        yield from self.item("fix", finding.fix)

    def waived(self, finding: Finding) -> Iterator[str]:
        if waiver := finding.waived:
            text = f"{finding.code} {finding.message}: {waiver.reason} ({waiver.approver}, until {waiver.expires})"
            yield from self.item("waived", text)

    def failure(self, failure: AuditFailure) -> Iterator[str]:
        label = f"not audited: {failure.kind}"
        yield f"{self.verdict(Verdict.UNKNOWN, label)}  {self.bold(fit(failure.id, self.width - columns(label) - 2))}"
        yield from self.paragraph(failure.message)
        yield from self.item("fix", failure.fix)
        yield from self.items("named at", wording.named_at(failure))

    def proof(self, citation: Citation) -> Iterator[str]:
        quote = f' "{one_line(citation.quote)}"' if citation.quote else ""
        yield from self.item("see", f"{wording.place(citation)}{quote}")
        if self.verbosity > 0 and citation.sha256:
            yield from self.item("", f"sha256 {citation.sha256}")

    def next_steps(self, model: ModelAudit, decisive: Finding | None) -> Iterator[str]:
        name = shlex.quote(one_line(wording.target(model)))
        commands = [f"lic-check explain {decisive.code}"] if decisive else []
        if model.license.concluded not in ("NONE", "NOASSERTION") and not model.license.alternatives:
            commands.append(f"lic-check explain {shlex.quote(model.license.concluded)}")
        commands.append(f"lic-check {name} -o html=report.html")
        yield ""
        yield from self.items("next", commands)

    def summary(self, report: AuditReport) -> str:
        counts = ", ".join(f"{count:,} {verdict}" for verdict, count in wording.tally(report))
        failed = f"; {wording.plural(len(report.errors), 'target')} not audited" if report.errors else ""
        partial = "" if report.complete else " Evidence is incomplete."
        models = wording.plural(len(report.models), "model")
        return f"{models}{f': {counts}' if counts else ''}{failed}. Policy {report.policy.name}.{partial}"

    def tree(self, model: ModelAudit) -> Iterator[str]:
        """The ancestors as a tree, each under the child that names it, once; the path that decided is marked."""
        parents: dict[str, list[LineageEntry]] = {}
        for entry in model.lineage:
            parents.setdefault(entry.parent_of, []).append(entry)
        shown: set[str] = set()

        def grow(child: str, depth: int) -> Iterator[str]:
            for entry in parents.get(child, ()):
                again = entry.id in shown
                shown.add(entry.id)
                yield f"{'  ' * depth}{self.ancestor(entry)}{' (see above)' if again and entry.id in parents else ''}"
                if not again:
                    yield from grow(entry.id, depth + 1)

        return grow(model.id, 0)

    def ancestor(self, entry: LineageEntry) -> str:
        relation = wording.RELATIONS.get(entry.relation, entry.relation)
        scope = {"all": "", "outputs": ", its terms on outputs pass on", "none": ", its terms do not pass on"}[
            entry.scope
        ]
        known = wording.ancestor_license(entry)
        mark = "→" if entry.decides else "·"
        return f"{mark} {relation} {entry.id}: {known}, {entry.verdict}{scope} ({entry.found_in})"

    def duty(self, duty: Obligation) -> str:
        return f"[{wording.STATUSES[duty.status]}] {duty.duty} ({wording.source(duty)})"

    def conditional_duty(self, duty: Obligation) -> str:
        return f"{duty.when}: {duty.duty} ({wording.source(duty)})"

    def question(self, question: str) -> str:
        """How a missing fact is stated; a number that is asked for at a known date carries it."""
        fact, _, day = question.partition(" at ")
        return f"--set {fact}=…{f'@{day}' if day[:1].isdigit() else ''}"

    def what_if(self, model: ModelAudit) -> Iterator[str]:
        if other := model.what_if:
            facts = ", ".join(f"{name}={value}" for name, value in other.facts.items())
            yield from self.item("what if", f"{facts}: {other.verdict}. {other.because}")

    def name(self, model: ModelAudit) -> str:
        revision = wording.commit(model.revision)
        name = one_line(wording.target(model))
        return f"{name}@{revision}" if revision else name

    def terms(self, model: ModelAudit) -> str:
        families = wording.families(model)
        return f"{wording.license_words(model)} ({families})" if families else wording.license_words(model)

    def item(self, label: str, text: str) -> Iterator[str]:
        """`label` in a column of its own, `text` wrapped beside it; nothing when there is no text."""
        indent = max(LABEL_WIDTH, columns(label) + 1) + 2
        for position, line in enumerate(wrap(text, self.width - indent)):
            lead = self.dim(f"  {pad(label, indent - 2)}") if label and position == 0 else " " * indent
            yield lead + line

    def items(self, label: str, texts: Iterable[str]) -> Iterator[str]:
        """Several items under one label."""
        for position, text in enumerate(texts):
            yield from self.item("" if position else label, text)

    def paragraph(self, text: str) -> Iterable[str]:
        return hanging("  ", text, self.width)

    def verdict(self, verdict: Verdict, text: str) -> str:
        return self.style(f"1;{_COLORS[verdict]}", text)

    def bold(self, text: str) -> str:
        return self.style("1", text)

    def dim(self, text: str) -> str:
        return self.style("2", text)

    def style(self, codes: str, text: str) -> str:
        return styled(codes, text, self.color)
