"""The report as Markdown for a pull request comment or a CI step summary: no link, image or HTML from foreign text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checker.model.evidence import Citation
from checker.model.report import AuditReport, Finding, ModelAudit
from checker.model.verdict import Verdict
from checker.reports import wording
from checker.reports.changes import Changes, changes, verdicts
from checker.reports.renderer import RenderOptions
from checker.reports.sanitise import guard_runner_commands, one_line

MAX_STEP_SUMMARY = 1_048_576

_MARKUP = re.compile(r"[\\`*_\[\]~$]|\A[-+=]")
_NUMBERED = re.compile(r"\A(\d+)(?=[.)])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&vert;"}
_ENTITY = re.compile(r"[&<>|]")
_AUTOLINK = re.compile(r":(?=//)|(?<=\bmailto):|(?<=\bxmpp):|(?<=\bwww)\.", re.IGNORECASE)
# GitHub looks for mentions and references after rendering, where a backslash no longer helps.
_REFERENCE = re.compile(r"[@#]")
_BREAK = "\u200b"
_LEFT_OUT = "The rest is left out here: "


def write_markdown(report: AuditReport, options: RenderOptions) -> str:
    """GitHub-flavoured Markdown of at most `options.size_limit` bytes; what does not fit is counted."""
    models = wording.worst_first(report.models)
    details = [_detail(model) for model in models if model.verdict is not Verdict.ALLOW]
    is_alone = len(models) == len(details) == 1
    since = _changes(changes(options.previous, report)) if options.previous else ()
    blocks = [
        _heading(report),
        *_incomplete(report),
        *since,
        *_failures(report),
        *_not_told(report),
        *(() if is_alone else _table(models)),
    ]
    footer = f"Policy {text(report.policy.name)}. {wording.NO_ADVICE}\n"
    return guard_runner_commands(_within(options.size_limit, blocks, details, footer))


def text(foreign: str) -> str:
    """`foreign` on one line, so that a Markdown reader shows it as it is and GitHub links nothing in it."""
    plain = _ENTITY.sub(lambda found: _ENTITIES[found[0]], one_line(foreign))
    plain = _MARKUP.sub(lambda found: "\\" + found[0], plain)
    plain = _AUTOLINK.sub(lambda found: "\\" + found[0], _NUMBERED.sub(r"\1\\", plain))
    return _REFERENCE.sub(lambda found: found[0] + _BREAK, plain)


def code(foreign: str) -> str:
    """`foreign` on one line as a code span; not for table cells, whose bars end a span."""
    plain = one_line(foreign)
    fence = "`" * (max(map(len, re.findall("`+", plain)), default=0) + 1)
    gap = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{gap}{plain}{gap}{fence}" if plain else ""


def _within(limit: int, blocks: list[str], details: list[str], footer: str) -> str:
    parts: list[str] = []
    used = _size(footer) + _size(_LEFT_OUT) + 40
    every = [*blocks, *details]
    for position, block in enumerate(every):
        used += _size(block)
        if used > limit:
            parts.append(f"\n{_LEFT_OUT}{wording.plural(len(every) - position, 'entry', 'entries')}.\n")
            break
        parts.append(block)
    return "".join([*parts, "\n", footer])


def _size(block: str) -> int:
    return len(block.encode())


def _heading(report: AuditReport) -> str:
    if len(report.models) == 1 and not report.errors:
        model = report.models[0]
        verdict = wording.with_duties(wording.HEADLINES[model.verdict], model)
        return f"## License audit: {verdict.lower()}\n"
    counts = [f"{count:,} {wording.HEADLINES[verdict].lower()}" for verdict, count in wording.tally(report)]
    counts += [f"{len(report.errors):,} not audited"] if report.errors else []
    return f"## License audit: {', '.join(counts) or 'nothing was audited'}\n"


def _incomplete(report: AuditReport) -> Iterator[str]:
    if not report.complete:
        yield "\nThe evidence is incomplete: something could not be read, and the verdicts rest on the rest.\n"


def _changes(found: Changes) -> Iterator[str]:
    """One block a model, so that a long list is cut between models."""
    basis = "".join(f"- {text(fact)}\n" for fact in found.basis)
    yield f"\n### Since the previous report\n\n{found.summary}\n\n{basis}"
    for change in found.models:
        facts = "".join(f"  - {text(fact)}\n" for fact in change.told)
        yield f"- {'**Worse:** ' if change.is_worse else ''}{code(change.id)} {verdicts(change)}\n{facts}"


def _failures(report: AuditReport) -> Iterator[str]:
    for position, failure in enumerate(report.errors):
        lead = "" if position else "\n"
        yield f"{lead}- **Not audited:** {code(failure.id)}: {text(failure.message)}\n"
        yield f"  - **What to do:** {text(failure.fix)}\n"
        if places := wording.named_at(failure):
            yield f"  - **Named at:** {', '.join(map(code, places))}\n"


def _not_told(report: AuditReport) -> Iterator[str]:
    for position, (place, why) in enumerate(wording.not_told(report)):
        lead = "" if position else "\n"
        yield f"{lead}- **Not told:** {code(place)}: {text(why)}\n"


def _table(models: list[ModelAudit]) -> Iterator[str]:
    """One block a row, so that a long table is cut between rows."""
    for position, model in enumerate(models):
        header = "" if position else "\n| Verdict | Model | License | Decided by |\n| --- | --- | --- | --- |\n"
        verdict = wording.with_duties(wording.HEADLINES[model.verdict], model)
        cells = (wording.target(model), wording.license_words(model), model.decided_by.because)
        yield f"{header}| {verdict} | {' | '.join(map(text, cells))} |\n"


def _detail(model: ModelAudit) -> str:
    decisive = wording.deciding(model)
    lines = [
        f"\n### {wording.HEADLINES[model.verdict]}: {text(wording.target(model))}\n",
        text(model.decided_by.because),
        *_facts(model),
    ]
    if model.decided_by.settles:
        lines.append(f"- **Settled by:** {', '.join(map(code, model.decided_by.settles))}")
    if other := model.what_if:
        facts = ", ".join(f"{name}={value}" for name, value in other.facts.items())
        lines.append(f"- **What if {code(facts)}:** {other.verdict}. {text(other.because)}")
    for finding in wording.blocking(model):
        lines.extend(_finding(finding, is_decisive=finding is decisive))
    lines.extend(
        f"- **Lineage{', decides' if entry.decides else ''}:** {code(entry.parent_of)} is"
        f" {wording.RELATIONS.get(entry.relation, text(entry.relation))}"
        f" {code(entry.id)}, {text(wording.ancestor_license(entry))}: {entry.verdict}"
        for entry in model.lineage
    )
    lines.extend(
        f"- **Duty, {wording.STATUSES[duty.status]}:** {text(duty.duty)} ({text(duty.license)})"
        for duty in wording.duties(model)
    )
    for finding in wording.waived(model):
        if waiver := finding.waived:
            lines.append(f"- **Waived until {text(waiver.expires)}:** {text(finding.message)} {text(waiver.reason)}")
    lines.extend(f"- **Not checked:** {text(missing)}" for missing in model.not_checked)
    return "\n".join(lines) + "\n"


def _facts(model: ModelAudit) -> Iterable[str]:
    declared = text(wording.declared(model))
    revision = f", at commit {code(model.revision)}" if model.revision else ""
    yield f"\n- **License:** declared {declared}, concluded {text(wording.license_words(model))}{revision}"
    yield from (f"- **Passed over:** {text(passed)}" for passed in wording.passed_over(model))
    if places := wording.named_at(model):
        yield f"- **Named at:** {', '.join(map(code, places))}"
    if model.owner:
        yield f"- **Owner:** {text(model.owner)}"
    for found in model.license.detected:
        yield f"- **In {code(found.file)}:** {text(wording.detected(found))}"
        for deviation in found.deviations:
            yield f"  - {deviation.kind} at line {deviation.line}: {code(deviation.text)}"


def _finding(finding: Finding, *, is_decisive: bool) -> Iterator[str]:
    lead = "**Decisive:** " if is_decisive else ""
    yield f"- {lead}{text(finding.message)} ({text(finding.code)}, {finding.verdict})"
    yield from (f"  - {_proof(citation)}" for citation in finding.evidence)
    if finding.fix:
        yield f"  - **What to do:** {text(finding.fix)}"


def _proof(citation: Citation) -> str:
    quote = f": {code(citation.quote)}" if citation.quote else ""
    return f"{code(wording.place(citation))}{quote}"
