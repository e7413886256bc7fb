"""One run of an auditing command: what the user asked for, turned into typed values, and the result written out."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import click
import msgspec

from checker.audit import Auditor, enforced
from checker.cli.config import Config, read_config
from checker.cli.config_file import wanted_file
from checker.cli.options import FORMATS
from checker.cli.own_licenses import OwnLicenses
from checker.cli.terminal import Progress, say, shows_progress, terminal_width, wants_color, write
from checker.errors import ExitCode, UsageProblem
from checker.lineage import stated_parents
from checker.model.comparison import TermsComparison
from checker.model.lineage import Subject
from checker.model.report import AuditReport
from checker.model.snapshot import Kind, Target
from checker.policy import Policy, load_policy
from checker.policy.builtin import DEFAULT
from checker.policy.context import Context, parse_assignment
from checker.reports import RENDERERS, RenderOptions, read_report
from checker.rules import RULES
from checker.sources import Sources, SourceSettings, fetch_pinned, parse_target

STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Session:
    """Policy, facts and sources of one run; what is audited twice in it is asked of the Hub once."""

    policy: Policy
    context: Context
    config: Config
    endpoint: str
    sources: Sources
    progress: Progress
    now: datetime
    own: OwnLicenses

    @classmethod
    def open(
        cls,
        policy: str | None,
        facts: Sequence[str],
        config_file: str | None,
        *,
        isolated: bool,
        fail_on: Sequence[str],
        offline: bool,
        quiet: bool,
    ) -> Session:
        """The session that options, environment and configuration ask for; raises `UsageProblem`."""
        found = read_config(wanted_file(config_file, isolated=isolated))
        if found.path and not quiet:
            say(f"configuration: {found.path}")
        progress = Progress(shows_progress(quiet))

        def on_wait(seconds: float, reason: str) -> None:
            # A shorter wait is over before its line is read.
            if not quiet and seconds >= 1:
                progress.done()
                say(f"waiting {seconds:.0f} s: {reason}")

        settings = SourceSettings.from_environment(
            os.environ, Path.home(), offline=offline or found.config.offline, on_wait=on_wait
        )
        fetch = partial(fetch_pinned, settings=settings)
        loaded = load_policy(policy or found.policy() or DEFAULT, fetch=fetch, codes=RULES)
        named = tuple(fail_on) or found.config.fail_on
        if named:
            loaded = msgspec.structs.replace(loaded, fail_on=named)
        return cls(
            policy=loaded,
            context=Context({**loaded.context, **found.config.context, **dict(map(parse_assignment, facts))}),
            config=found.config,
            endpoint=settings.endpoint,
            sources=Sources(settings),
            progress=progress,
            now=_now(),
            own=OwnLicenses.read(found.licenses()),
        )

    def audit(self, targets: Sequence[str], what_if: Sequence[str] = ()) -> AuditReport:
        """The report on the targets, each once, in their order; `what_if` are facts to judge by once more."""
        return self.audit_targets([self.target(target) for target in dict.fromkeys(targets)], what_if)

    def audit_targets(
        self, targets: Sequence[Target], what_if: Sequence[str] = (), uses: Mapping[Target, Context] | None = None
    ) -> AuditReport:
        """The same for parsed targets; `uses` are facts that hold for one of them alone."""
        try:
            return self._auditor(what_if, uses).audit(targets)
        finally:
            self.progress.done()

    def compare(self, before: str, after: str | None) -> TermsComparison:
        """The license terms of two targets; without `after`, those of `before` against the base model that it names."""
        from checker.compare import compare

        auditor = self._auditor()
        try:
            first = auditor.examine(self.target(before))
            if after is None:
                return compare(auditor.examine(base_target(first)), first, self.own.catalog())
            return compare(first, auditor.examine(self.target(after)), self.own.catalog())
        finally:
            self.progress.done()

    def target(self, text: str) -> Target:
        """What `text` names, with the configured Hub; raises `TargetError`."""
        return parse_target(text, endpoint=self.endpoint)

    def _auditor(self, what_if: Sequence[str] = (), uses: Mapping[Target, Context] | None = None) -> Auditor:
        return Auditor(
            self.sources,
            self.policy,
            self.context,
            self.own.catalog(),
            today=self.today,
            say=self.progress.say,
            what_if=Context(dict(map(parse_assignment, what_if))) if what_if else None,
            references=self.own.references,
            uses=uses,
        )

    @property
    def today(self) -> date:
        """The day on which waivers are judged."""
        return self.now.date()

    def write(
        self,
        report: AuditReport,
        outputs: Sequence[tuple[str, str]],
        *,
        color: str,
        verbosity: int,
        template_dir: str | None,
        previous: AuditReport | None = None,
    ) -> None:
        """
        Every report that was asked for, from this one audit.

        Raises the `UsageProblem` of a format that cannot show this report when all the others are written.
        """
        refusals: list[UsageProblem] = []
        # Tokens come from the environment; one typed all the same is removed by the sanitiser.
        command = shlex.join(["lic-check", *click.get_current_context().obj])
        for name, path in outputs:
            on_screen = path == STDOUT
            options = RenderOptions(
                width=terminal_width() if on_screen else RenderOptions().width,
                color=on_screen and wants_color(color),
                verbosity=verbosity,
                audited_at=self.now.strftime("%Y-%m-%d %H:%M UTC"),
                command=command,
                template_dir=Path(template_dir) if template_dir else None,
                previous=previous,
            )
            try:
                rendered = RENDERERS[name].render(report, options)
            except UsageProblem as refusal:
                refusals.append(refusal)
                continue
            write(rendered, path)
            if not on_screen:
                say(f"wrote {path}")
        if refusals:
            raise refusals[0]

    def exit_code(self, report: AuditReport, *, exit_zero: bool) -> int:
        """The code to leave with; what a policy that only watches would have returned is said on stderr."""
        code = enforced(report.exit_code, self.policy)
        if code != report.exit_code:
            say(f"{self.policy.name} is set to {self.policy.enforcement}: exit 0 in place of {report.exit_code}")
        return ExitCode.PASS if exit_zero and code in (ExitCode.DENIED, ExitCode.UNDECIDED) else code


def say_incomplete(report: AuditReport) -> None:
    """The models of which not all could be read, on stderr, where the report itself is not shown."""
    partial = (model for model in report.models if not model.complete)
    for line in dict.fromkeys(
        f"not all evidence on {model.id} could be read: {'; '.join(model.not_checked)}" for model in partial
    ):
        say(line)


def base_target(subject: Subject) -> Target:
    """The one base model that `subject` names; raises `UsageProblem` when there is none, or a choice to make."""
    parents = [claims[0] for claims in stated_parents(subject.evidence)]
    if len(parents) != 1:
        named = f"names {len(parents)} base models: {', '.join(p.id for p in parents[:5])}" if parents else "names none"
        raise UsageProblem(
            f"{subject.evidence.id} is to be compared with its base model, and {named}",
            fix=f"name the other side: lic-check diff {parents[0].id if parents else 'OTHER'} {subject.evidence.id}",
        )
    return Target(Kind.MODEL, parents[0].id, parents[0].revision)


def read_previous(path: str | None) -> AuditReport | None:
    """The earlier report to compare with; raises `UsageProblem` when the file holds none."""
    if path is None:
        return None
    try:
        return read_report(Path(path).read_bytes())
    except (OSError, ValueError) as problem:
        raise UsageProblem(
            f"{path} holds no earlier report: {problem}",
            fix="name a file that `lic-check TARGET -o json=FILE` wrote (schema lic-check/report/1)",
        ) from problem


def parse_outputs(format: str | None, written: Sequence[str], configured: Mapping[str, str]) -> list[tuple[str, str]]:
    """(format, path) of each report; the terminal report goes to stdout unless another one does."""
    outputs = [_parse_output(text) for text in written] or list(configured.items())
    for name, _ in outputs:
        if name not in RENDERERS:
            raise UsageProblem(f"{name!r} is no format", fix=f"use one of {', '.join(FORMATS)}")
    taken = [path for _, path in outputs]
    if STDOUT not in taken:
        outputs.insert(0, (format or "terminal", STDOUT))
    elif format:
        raise UsageProblem("stdout can show one report only", fix="leave out --format, or name a file with -o")
    twice = next((path for path in taken if taken.count(path) > 1), None)
    if twice:
        raise UsageProblem(f"two reports would be written to {twice}", fix="name two files")
    return outputs


def _parse_output(text: str) -> tuple[str, str]:
    name, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageProblem(f"-o {text!r} names no file", fix="write -o FORMAT=PATH, such as -o html=report.html")
    return name, path


def _now() -> datetime:
    """The time of the run; SOURCE_DATE_EPOCH makes it reproducible."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC)
