"""
What each attestation is worth: complete, about these very weights, in time, by the right people, signed.

Pure: the day, the digest of the weights and the digests of the files referred to come in as arguments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from checker.model.release import (
    Attestation,
    AttestationState,
    JudgedAttestation,
    Reference,
    WeightManifest,
)
from checker.policy.release_rules import ReleaseRules
from checker.release.attestations import SIGNED_BY_OTHERS, ItemKind, item_kinds

RESULTS = ("pass", "pass-with-conditions", "fail")
ACKNOWLEDGED = "acknowledged"

_TEXT_FIELDS = ("statement", "scope", "result", "residual_risk", "at", "expires")
_EMPTY = re.compile(r"\A\W*(?:todo|tbd|fixme|fill in|xxx|n/?a|none|\.{3}|…)?\W*\Z", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
# States from the best to the worst.
_ORDER = {state: rank for rank, state in enumerate(AttestationState)}
# What stands against an item whatever is stated beside it, unless its time is over or it is about other weights.
_OBJECTIONS = frozenset({AttestationState.FAILED, AttestationState.INCOMPLETE})
_LAPSED = frozenset({AttestationState.EXPIRED, AttestationState.VOID})

Problem = tuple[AttestationState, str]


def judge_attestations(
    found: Sequence[Attestation],
    rules: ReleaseRules,
    *,
    manifest: WeightManifest,
    referred: Mapping[str, str | None],
    today: date,
) -> tuple[JudgedAttestation, ...]:
    """
    Each item that the policy asks for or that somebody attested, in the order of their ids.

    `referred` gives the digest of each file of the repository that a statement refers to, None for one that is not
    there.
    """
    judged = []
    for item, kind in item_kinds().items():
        about = [attestation for attestation in found if attestation.item == item]
        if about or item in rules.attestations:
            problems = [tuple(_problems(one, kind, rules, manifest, referred, today)) for one in about]
            judged.append(_judge(item, kind, about, problems, required=item in rules.attestations))
    return tuple(judged)


def _judge(
    item: str,
    kind: ItemKind,
    about: Sequence[Attestation],
    problems: Sequence[tuple[Problem, ...]],
    *,
    required: bool,
) -> JudgedAttestation:
    state, messages, standing = _weigh(kind, about, problems)
    shown = standing or about
    return JudgedAttestation(
        item=item,
        title=kind.title,
        asks=kind.asks,
        roles=kind.roles,
        sources=tuple(kind.sources.split()),
        required=required,
        state=state,
        problems=messages,
        by=tuple(dict.fromkeys(f"{who.name} ({who.role})" for one in shown for who in one.by)),
        at=max((one.at for one in shown), default=""),
        expires=min((one.expires for one in shown), default=""),
        files=tuple(dict.fromkeys(one.file for one in about)),
        signature="; ".join(dict.fromkeys(one.signature for one in shown)),
    )


def _weigh(
    kind: ItemKind, about: Sequence[Attestation], problems: Sequence[tuple[Problem, ...]]
) -> tuple[AttestationState, tuple[str, ...], Sequence[Attestation]]:
    """The state of an item, why, and the statements on which it stands."""
    if not about:
        return AttestationState.MISSING, (f"it is for {_who_may(kind)} to state",), ()
    if objections := [found for found in problems if _objects(found)]:
        return *min(map(_as_one, objections), key=lambda lack: _ORDER[lack[0]]), ()
    # A statement without a signature is still a statement; whether it suffices is for the policy to say.
    standing = [
        (one, found)
        for one, found in zip(about, problems, strict=True)
        if all(state is AttestationState.UNSIGNED for state, _ in found)
    ]
    if not standing:
        return *min(map(_as_one, problems), key=lambda lack: _ORDER[lack[0]]), ()
    statements = [one for one, _ in standing]
    if shortage := _shortage(statements, kind):
        return AttestationState.WRONG_ROLE, (shortage,), statements
    unsigned = [_as_one(found) for _, found in standing if found]
    return *(unsigned[0] if unsigned else (AttestationState.HELD, ())), statements


def _objects(problems: Sequence[Problem]) -> bool:
    """Whether a statement denies its item, or leaves it open, in force and about these weights."""
    states = {state for state, _ in problems}
    return bool(states & _OBJECTIONS) and not states & _LAPSED


def _who_may(kind: ItemKind) -> str:
    if kind.distinct_roles == 1:
        return " or ".join(kind.roles)
    return f"{kind.distinct_roles} people in different roles of {', '.join(kind.roles)}"


def _as_one(problems: Sequence[Problem]) -> tuple[AttestationState, tuple[str, ...]]:
    """The worst state of one statement, with every reason."""
    return max((state for state, _ in problems), key=_ORDER.__getitem__), tuple(message for _, message in problems)


def _shortage(standing: Sequence[Attestation], kind: ItemKind) -> str:
    """Why those who state it are too few, empty when they are not: in as many roles, none in two of them."""
    people = {
        (who.role, who.name)
        for one in standing
        for who in one.by
        if who.role in kind.roles and who.role in (one.signed_as or (who.role,))
    }
    roles, names = {role for role, _ in people}, {name for _, name in people}
    if min(len(roles), len(names)) < kind.distinct_roles:
        stated = ", ".join(sorted(f"{name} ({role})" for role, name in people))
        return f"it is for {_who_may(kind)} to state, not for {stated or 'nobody'}"
    keys = {key for one in standing for key in one.signed_with}
    if all(one.signed_with for one in standing) and len(keys) < kind.distinct_roles:
        return f"one key signed for all {kind.distinct_roles} people who have to state it"
    return ""


def _problems(
    one: Attestation,
    kind: ItemKind,
    rules: ReleaseRules,
    manifest: WeightManifest,
    referred: Mapping[str, str | None],
    today: date,
) -> Iterator[Problem]:
    yield from _subject_problems(one, manifest)
    yield from ((AttestationState.INCOMPLETE, message) for message in _missing_fields(one, kind))
    yield from _date_problems(one, today)
    if not _is_empty(one.result) and one.result not in RESULTS:
        yield AttestationState.INCOMPLETE, f"`result` is {one.result!r}, not one of {', '.join(RESULTS)}"
    if one.result == "fail":
        yield AttestationState.FAILED, "its result is fail"
    for reference in one.evidence:
        yield from _reference_problems(reference, referred)
    stated = {who.role for who in one.by if not _is_empty(who.role)}
    if stated and not stated & set(kind.roles):
        yield AttestationState.WRONG_ROLE, f"stated as {', '.join(sorted(stated))}, not as {' or '.join(kind.roles)}"
    yield from _signature_problems(one, stated & set(kind.roles), rules)


def _subject_problems(one: Attestation, manifest: WeightManifest) -> Iterator[Problem]:
    if one.subject is None:
        yield AttestationState.INCOMPLETE, "it names no digest of the weights"
    elif manifest.digest is None:
        yield AttestationState.VOID, "the digest of the weights is not known, so that nothing shows it is about them"
    elif one.subject != manifest.digest:
        yield AttestationState.VOID, f"it is about other weights: {_short(one.subject)}, not {_short(manifest.digest)}"


def _missing_fields(one: Attestation, kind: ItemKind) -> Iterator[str]:
    empty = [name for name in _TEXT_FIELDS if _is_empty(getattr(one, name))]
    if empty:
        yield f"empty: {', '.join(empty)}"
    if not one.by:
        yield "nobody is named under `by`"
    for who in one.by:
        lacking = [name for name in ("name", "role", "org") if _is_empty(getattr(who, name))]
        if lacking:
            yield f"empty under `by`: {', '.join(lacking)}"
    if not one.evidence:
        yield "no evidence is referred to"
    if kind.irreversible and one.irreversible != ACKNOWLEDGED:
        yield f"`irreversible` is not {ACKNOWLEDGED!r}: weights once public cannot be taken back"


def _date_problems(one: Attestation, today: date) -> Iterator[Problem]:
    dates = {}
    for name in ("at", "expires"):
        written = getattr(one, name)
        if _is_empty(written):
            continue
        try:
            dates[name] = date.fromisoformat(written)
        except ValueError:
            yield AttestationState.INCOMPLETE, f"`{name}` is {written!r}, not a date such as 2027-03-31"
    if (at := dates.get("at")) and at > today:
        yield AttestationState.INCOMPLETE, f"it is dated {at}, which is yet to come"
    if (expires := dates.get("expires")) and expires < today:
        yield AttestationState.EXPIRED, f"it expired on {expires}"


def _reference_problems(reference: Reference, referred: Mapping[str, str | None]) -> Iterator[Problem]:
    if _is_empty(reference.uri) or not _SHA256.match(reference.sha256):
        yield AttestationState.INCOMPLETE, "a reference to evidence lacks its address or its sha256"
    elif reference.uri in referred and referred[reference.uri] is None:
        yield AttestationState.VOID, f"its evidence {reference.uri} is not in the repository, or could not be read"
    elif referred.get(reference.uri, reference.sha256) != reference.sha256:
        yield AttestationState.VOID, f"its evidence {reference.uri} has changed since"


def _signature_problems(one: Attestation, roles: set[str], rules: ReleaseRules) -> Iterator[Problem]:
    if one.signature == SIGNED_BY_OTHERS:
        yield AttestationState.BAD_SIGNATURE, "it is signed, and by none of the keys given"
    elif rules.keys and one.signed_as and roles and not roles & set(one.signed_as):
        yield AttestationState.BAD_SIGNATURE, f"it is signed with a key for {', '.join(one.signed_as)}"
    elif not one.signed_as:
        yield AttestationState.UNSIGNED, one.signature


def _is_empty(text: str) -> bool:
    """Whether a field says nothing: blank, or what a template or a hurried person puts there."""
    return bool(_EMPTY.match(text))


def _short(digest: str) -> str:
    return digest[: len("sha256:") + 12]
