"""
What a policy says about a license under the stated facts.

A license is first looked up on the policy's lists, where what is not listed is denied; then each of its prohibitions
is asked whether it touches the stated use. The worse of the two counts. OR takes its best branch and AND its worst;
of an ambiguity, every reading must pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from checker.catalog import Catalog
from checker.catalog.clauses import Clause, Effect
from checker.catalog.conditions import Answer, Question, Truth
from checker.catalog.facts import Facts
from checker.catalog.families import Family, telling_clauses
from checker.catalog.terms import LicenseTerms
from checker.model.evidence import Citation
from checker.model.verdict import Severity, Verdict
from checker.policy.listing import Listing, find_listing
from checker.policy.schema import Policy
from checker.spdx import License, SpdxExpression

_MODIFIED = re.compile(r"LicenseRef-modified-(?P<base>.+)-[0-9a-f]{8}\Z")


class ClauseHit(msgspec.Struct, frozen=True, kw_only=True):
    """One prohibition that counts against a license here: it applies, or may apply for want of a fact."""

    license: str
    clause: Clause
    verdict: Verdict
    because: str
    fix: str = ""
    severity: Severity = Severity.HIGH
    missing: tuple[Question, ...] = ()


class LicenseJudgement(msgspec.Struct, frozen=True, kw_only=True):
    """
    One license, judged. `listed` is what the lists say and `line` the line that says it; `hits` are the prohibitions.

    `terms` is None for a license of which the catalog holds no clauses; what the lists say of its family then rests on
    ScanCode's category.
    """

    license: License
    listed: Verdict
    line: str
    because: str
    families: tuple[Family, ...]
    terms: LicenseTerms | None
    hits: tuple[ClauseHit, ...] = ()

    @property
    def is_by_category(self) -> bool:
        """Its family is a category by other people's hand, for want of clauses."""
        return self.terms is None and bool(self.families) and Family.UNCLASSIFIED not in self.families

    @property
    def verdict(self) -> Verdict:
        """The worse of the lists and the clauses."""
        return Verdict.worst([self.listed, *(hit.verdict for hit in self.hits)])

    @property
    def missing(self) -> tuple[Question, ...]:
        """The facts that would settle an `unknown`; none when it is settled."""
        if self.verdict is not Verdict.UNKNOWN:
            return ()
        return tuple(sorted({question for hit in self.hits for question in hit.missing}, key=str))


class ExpressionJudgement(msgspec.Struct, frozen=True, kw_only=True):
    """An expression, judged; `binding` are the licenses whose terms bind: of an OR, those of the chosen branch."""

    expression: str
    verdict: Verdict
    binding: tuple[LicenseJudgement, ...]


class Judge:
    """
    A policy with the facts of one use, ready to judge licenses; `org` publishes the model under audit.

    For the `licensor`, who gives the license, only the lists count: what it forbids, it forbids others.
    """

    def __init__(
        self, policy: Policy, facts: Facts, catalog: Catalog, org: str | None, *, licensor: bool = False
    ) -> None:
        self.policy = policy
        self.facts = facts
        self.catalog = catalog
        self.org = org
        self.licensor = licensor

    def as_licensor(self) -> Judge:
        """The same for who gives the license."""
        return Judge(self.policy, self.facts, self.catalog, self.org, licensor=True)

    def expression(self, text: str) -> ExpressionJudgement:
        """The verdict on an SPDX expression."""
        expression = SpdxExpression.parse(text)
        verdict, binding = expression.evaluate(self._leaf, _best_branch, _all_branches)
        return ExpressionJudgement(expression=text, verdict=verdict, binding=binding)

    def license(self, license: License) -> LicenseJudgement:
        """The verdict on one license."""
        modified = _MODIFIED.match(license.id)
        if modified:
            return self._modified(license, modified["base"])
        terms = self.catalog.terms(license.id)
        families = self.catalog.families(license.id)
        listing = self._listing(license, families, terms)
        return LicenseJudgement(
            license=license,
            listed=listing.verdict,
            line=listing.line,
            because=f"{listing.because}{_telling(terms, families, listing.verdict)}",
            families=families,
            terms=terms,
            hits=tuple(self._hits(license, terms)) if terms and not self.licensor else (),
        )

    def unlicensed(self) -> Listing:
        """What the lists say of a work without any license."""
        return self._listing(License("NONE"), (Family.NO_LICENSE,))

    def answer(self, clause: Clause, terms: LicenseTerms) -> Answer:
        """Whether a clause is triggered by the stated facts."""
        return terms.trigger(clause).evaluate(self.facts)

    def _leaf(self, license: License) -> tuple[Verdict, tuple[LicenseJudgement, ...]]:
        judged = self.license(license)
        return judged.verdict, (judged,)

    def _modified(self, license: License, base: str) -> LicenseJudgement:
        """Altered text is never the plain license: at best somebody reads the change."""
        exact = self._listing(license, ())
        if exact.selector:
            return LicenseJudgement(
                license=license,
                listed=exact.verdict,
                line=exact.line,
                because=exact.because,
                families=(),
                terms=None,
            )
        original = self.license(License(base))
        return msgspec.structs.replace(
            original,
            license=license,
            listed=Verdict.worst([original.listed, Verdict.REVIEW]),
            line="altered text",
            because=f"{self.policy.name} has a person read the words that were changed in {base}; {original.because}",
        )

    def _listing(self, license: License, families: Sequence[Family], terms: LicenseTerms | None = None) -> Listing:
        # A family that nobody could derive tells nothing, so that no line about families decides on it.
        known = () if terms is None and Family.UNCLASSIFIED in families else families
        return find_listing(self.policy, license, terms, known, self.org)

    def _hits(self, license: License, terms: LicenseTerms) -> Iterator[ClauseHit]:
        for clause in terms.clauses:
            answer = self.answer(clause, terms)
            rules = [rule for rule in self.policy.clauses if rule.when.matches(clause.params, answer.truth)]
            if rules:
                rule = min(rules, key=lambda rule: rule.then.rank)
                verdict, because = rule.then, rule.because or clause.duty
                fix, severity = rule.fix, rule.severity
            else:
                verdict, because = _by_itself(clause, answer.truth), clause.duty
                fix, severity = "", Severity.HIGH
            if verdict is not Verdict.ALLOW:
                yield ClauseHit(
                    license=str(license),
                    clause=clause,
                    verdict=verdict,
                    because=because,
                    fix=fix,
                    severity=severity,
                    missing=answer.missing,
                )


def _telling(terms: LicenseTerms | None, families: Sequence[Family], verdict: Verdict) -> str:
    """Why a license is of the kind that the lists judge, as the end of a sentence: its family and the first clause."""
    if not families or families[0] is Family.UNCLASSIFIED:
        return ""
    if terms is None:
        return f" ({families[0]} is the category that ScanCode gives it; its clauses are not known here)"
    if verdict is Verdict.ALLOW:
        return ""
    clauses = telling_clauses(terms, families[0])
    return f" ({families[0]}){f': {in_sentence(clauses[0])}' if clauses else ''}"


def in_sentence(clause: Clause, because: str = "") -> str:
    """What a clause says, or `because` in its place, as part of a sentence, with its kind and section behind it."""
    words = (because or clause.duty).rstrip(".")
    return f"{words[:1].lower()}{words[1:]} [{clause_name(clause)}]"


def clause_name(clause: Clause) -> str:
    """A clause in a sentence: its kind and where it stands."""
    document = f" of {clause.document}" if clause.document else ""
    return f"{clause.kind} in section {clause.section}{document}"


def clause_citation(clause: Clause, license: str) -> Citation:
    """Where a clause stands: in the license or the document it incorporates, with the section."""
    return Citation(document=clause.document or license, section=clause.section, quote=clause.quote)


def state_fact(missing: Sequence[Question]) -> str:
    """The next step for who did not state a fact; empty when none is missing."""
    return f"State the fact: --set {missing[0].fact}=…" if missing else ""


def _by_itself(clause: Clause, truth: Truth) -> Verdict:
    """What a clause leads to when no rule of the policy speaks of it."""
    if clause.effect is not Effect.FORBIDS or truth is Truth.FALSE:
        return Verdict.ALLOW
    if truth is Truth.TRUE:
        return Verdict.DENY
    return Verdict.ALLOW if clause.params.standing else Verdict.UNKNOWN


Branch = tuple[Verdict, tuple[LicenseJudgement, ...]]


def _best_branch(branches: list[Branch]) -> Branch:
    """Of equally good branches, the one that asks for the fewest facts, then the first."""
    return max(branches, key=lambda branch: (branch[0].rank, -len(_missing(branch[1]))))


def _all_branches(branches: list[Branch]) -> Branch:
    binding = {judged.license: judged for _, licenses in branches for judged in licenses}
    return Verdict.worst(verdict for verdict, _ in branches), tuple(binding.values())


def _missing(licenses: Iterable[LicenseJudgement]) -> set[Question]:
    return {question for license in licenses for question in license.missing}
