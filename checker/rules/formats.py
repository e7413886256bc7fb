"""LC08xx: what loading the weights would run."""

from __future__ import annotations

from collections.abc import Iterator

from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case
from checker.rules.registry import Observation, rule


@rule("LC0801")
def weight_format_not_accepted(case: Case) -> Iterator[Observation]:
    """
    The policy does not accept a weight format.

    Why: a pickle runs code of its author's choice when it is loaded.
    Fix: use the safetensors file of the same model, or have the weights converted.
    """
    fact = case.evidence.facts["weight_formats"]
    formats = fact.value if isinstance(fact.value, tuple) else ()
    for verdict, refused in ((Verdict.DENY, case.policy.formats.deny), (Verdict.REVIEW, case.policy.formats.review)):
        for name in refused:
            if name in formats:
                yield Observation(
                    verdict=verdict,
                    severity=Severity.HIGH,
                    message=f"The weights are stored as {name}, which {case.policy.name} does not accept.",
                    cause=str(name),
                    citations=fact.citations,
                )


@rule("LC0802")
def remote_code(case: Case) -> Iterator[Observation]:
    """
    The model needs code from its repository.

    Why: loading it runs that code, which may change with every commit.
    Fix: read the code, pin the commit, and load it with that commit only.
    """
    fact = case.evidence.facts["remote_code"]
    if fact.value:
        outcome = case.policy.formats.remote_code
        yield Observation(
            verdict=outcome.verdict,
            severity=Severity.LOW if outcome.verdict is Verdict.ALLOW else Severity.MEDIUM,
            message="Loading the model runs code from its repository.",
            cause="remote-code",
            citations=fact.citations,
        )
