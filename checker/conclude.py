"""
Weigh the witnesses: what does the author declare, what did we find in the text, and what is the license then?

Every witness gives a set of expressions of which one holds. Witnesses that share an expression agree, and what they
share is concluded. Witnesses that share none disagree: all their claims stay open and the disagreement is kept with
both sides quoted. A license file whose text we cannot name is such a claim too (`NOASSERTION`): a tag never outvotes
a text that nobody has read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, islice, product

from checker.catalog import Catalog, Resolution
from checker.errors import ExpressionError
from checker.model.conclusion import Conclusion, Disagreement, FileDetection, Witness
from checker.model.detection import Detection, Method
from checker.model.evidence import Citation, Declaration, Evidence, Role, WitnessKind
from checker.model.snapshot import State
from checker.spdx import NOASSERTION, Compound, SpdxExpression

# A list that can be read in more ways than this is not read at all: the product of its families would only be noise.
MAX_ALTERNATIVES = 24
# The claim that holds no license we can judge.
NOT_KNOWN = (str(NOASSERTION),)
_TOO_OPEN = "that can mean more licenses than can be judged one by one"
_AUTHORS = (WitnessKind.CARD, WitnessKind.HUB_CARD, WitnessKind.HUB_TAG, WitnessKind.GGUF, WitnessKind.SAFETENSORS)


def conclude(evidence: Evidence, detected: Sequence[FileDetection], catalog: Catalog) -> Conclusion:
    """The license of `evidence`, given what the identifier found in its license files and card body."""
    governing = _without_incorporated([found for found in detected if found.governs_model], catalog)
    witnesses = [
        *(witness for declaration in evidence.declarations for witness in _declared(declaration, governing, catalog)),
        *_from_texts(governing),
        *(_reference(found) for found in detected if found.role is None),
    ]
    weighed = [w for w in witnesses if w.alternatives and w.kind is not WitnessKind.CARD_BODY]
    declared = next((w for w in witnesses if w.kind in _AUTHORS), None)
    concluded, disagreements = _weigh(weighed)
    return Conclusion(
        declared=_definite(declared) if declared else None,
        declared_as=declared.said if declared else None,
        witnesses=tuple(witnesses),
        detected=tuple(detected),
        concluded=concluded,
        found_none=_nothing_is_stated(evidence, witnesses),
        because=_because(concluded, weighed, disagreements, witnesses),
        disagreements=disagreements,
    )


def _without_incorporated(texts: Sequence[FileDetection], catalog: Catalog) -> list[FileDetection]:
    """A use policy that stands beside the license that incorporates it is part of that license, not another one."""
    terms = [catalog.terms(found.detection.expression) for found in texts]
    parts = {document.id for known in terms if known for document in known.incorporates}
    return [found for found in texts if found.detection.expression not in parts]


def _definite(witness: Witness) -> str | None:
    return witness.alternatives[0] if len(witness.alternatives) == 1 and witness.alternatives != NOT_KNOWN else None


def is_license_text(found: FileDetection) -> bool:
    """True when a file holds the license's own words, not merely a statement that names it."""
    return found.detection.method not in (Method.REFERENCE, Method.UNKNOWN)


def _declared(declaration: Declaration, texts: Sequence[FileDetection], catalog: Catalog) -> Iterable[Witness]:
    named = _from_name(declaration, texts, catalog)
    resolutions = [catalog.resolve(value) for value in declaration.values]
    resolved = [r for r in resolutions if r.alternatives]
    if resolved and len(resolved) == len(resolutions):
        alternatives = _conjunction(r.alternatives for r in resolved)
        yield Witness(
            kind=declaration.witness,
            said=", ".join(declaration.values),
            alternatives=alternatives,
            reason=_TOO_OPEN if alternatives == NOT_KNOWN else "; ".join(r.reason for r in resolved if r.reason),
            citation=declaration.citation,
        )
        # `license: mit` with `license_name: deepseek` speaks with two tongues; a name that is no license adds nothing.
        if named and named.alternatives:
            yield named
    elif named and named.alternatives:
        yield named
    else:
        reasons = [_unresolved(r) for r in resolutions if not r.alternatives]
        yield Witness(
            kind=declaration.witness,
            said=", ".join([*declaration.values, *([declaration.name] if declaration.name else [])]),
            alternatives=(),
            reason="; ".join(filter(None, [*reasons, named.reason if named else ""])),
            citation=declaration.citation,
        )


def _from_name(declaration: Declaration, texts: Sequence[FileDetection], catalog: Catalog) -> Witness | None:
    """What `license_name` and `license_link` say, in this order; None when neither is given."""
    if not declaration.name and not declaration.link:
        return None
    tried: list[Resolution] = []
    if declaration.name:
        tried.append(catalog.resolve_name(declaration.name))
    if declaration.link:
        tried.append(_from_link(declaration.link, texts, catalog))
    found = next((r for r in tried if r.alternatives), None)
    return Witness(
        kind=declaration.witness,
        said=declaration.name or declaration.link or "",
        alternatives=found.alternatives if found else (),
        reason=found.reason if found else "; ".join(_unresolved(r) for r in tried if r.reason),
        citation=declaration.citation,
    )


def _from_link(link: str, texts: Sequence[FileDetection], catalog: Catalog) -> Resolution:
    """A link is never followed: a file of the repository was read already, a known address maps by data."""
    path = link.removeprefix("./")
    for found in texts:
        if found.file == path and found.detection.is_exact:
            return Resolution(alternatives=_alternatives(found.detection))
    return catalog.resolve_url(link)


def _unresolved(resolution: Resolution) -> str:
    """Why a word names no license, with the nearest one that does."""
    hint = f" (did you mean {resolution.suggestion}?)" if resolution.suggestion else ""
    return f"{resolution.reason}{hint}"


def _conjunction(parts: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """
    The expressions of a list-valued license: AND over every choice of alternatives, for the operator is unstated.

    `NOASSERTION` alone when they are too many or too long to be judged: one left out could be the one that is denied.
    """
    choices = list(islice(product(*parts), MAX_ALTERNATIVES + 1))
    if len(choices) > MAX_ALTERNATIVES:
        return NOT_KNOWN
    try:
        joined = [SpdxExpression.all_of(map(SpdxExpression.parse, choice)) for choice in choices]
    except ExpressionError:
        return NOT_KNOWN
    return tuple(dict.fromkeys(map(str, joined)))


def _alternatives(detection: Detection) -> tuple[str, ...]:
    if detection.is_exact or detection.method is Method.REFERENCE:
        return detection.candidates or (detection.expression,)
    return (detection.expression,)


def _from_texts(texts: Sequence[FileDetection]) -> Iterable[Witness]:
    for found in texts:
        detection = found.detection
        first, last = detection.lines
        yield Witness(
            kind=WitnessKind.TEXT,
            said=f"{found.file}, lines {first}–{last}: {detection.method}",
            alternatives=_alternatives(detection),
            reason=_near(detection),
            citation=Citation(file=found.file, line=first, sha256=found.sha256),
        )


def _near(detection: Detection) -> str:
    if detection.is_exact or not detection.candidates:
        return ""
    return f"its nearest known text is {' or '.join(detection.candidates)}"


def _reference(found: FileDetection) -> Witness:
    return Witness(
        kind=WitnessKind.CARD_BODY,
        said=f"{found.file} names {found.detection.expression}",
        alternatives=_alternatives(found.detection),
        citation=Citation(file=found.file, line=found.detection.lines[0], sha256=found.sha256),
    )


def _weigh(witnesses: Sequence[Witness]) -> tuple[tuple[str, ...], tuple[Disagreement, ...]]:
    """What holds, and who contradicts whom. The texts of one repository hold together, each for its part."""
    authors = [w for w in witnesses if w.kind is not WitnessKind.TEXT]
    texts = [w for w in witnesses if w.kind is WitnessKind.TEXT]
    claims = [w.alternatives for w in authors]
    if texts:
        claims.append(_conjunction(w.alternatives for w in _distinct(texts)))
    if not claims:
        return (), ()
    shared = [e for e in claims[0] if all(e in claim for claim in claims[1:])]
    if shared:
        return tuple(shared), ()
    disagreements = [
        *_disagreements(combinations(_distinct(authors), 2)),
        *_disagreements(product(_distinct(authors), _distinct(texts))),
    ]
    if not disagreements:
        # Each author names one part of what the texts say together: the texts are the fuller answer.
        return claims[-1], ()
    return tuple(dict.fromkeys(e for claim in claims for e in claim)), tuple(disagreements)


def _distinct(witnesses: Iterable[Witness]) -> list[Witness]:
    """The first witness of each claim: the card and the tag made from it are one voice."""
    return list({w.alternatives: w for w in reversed(list(witnesses))}.values())[::-1]


def _disagreements(pairs: Iterable[tuple[Witness, Witness]]) -> Iterable[Disagreement]:
    for one, other in pairs:
        if not _compatible(one.alternatives, other.alternatives):
            yield Disagreement(
                one=one,
                other=other,
                message=f"{_claim(one)}, {_claim(other)}",
            )


def _compatible(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """True when the two share an expression, or one names a part of a conjunction that the other names whole."""
    if set(one) & set(other):
        return True
    return any(_is_part(a, b) or _is_part(b, a) for a, b in product(one, other))


def _is_part(part: str, whole: str) -> bool:
    root = SpdxExpression.parse(whole).root
    return isinstance(root, Compound) and root.operator == "AND" and any(str(p) == part for p in root.parts)


def _voice(witness: Witness) -> str:
    names = {
        WitnessKind.CARD: "the card",
        WitnessKind.HUB_CARD: "the Hub's copy of the card",
        WitnessKind.HUB_TAG: "the Hub tag",
        WitnessKind.TEXT: f"the text of {witness.citation.file}",
        WitnessKind.GGUF: "the GGUF header",
        WitnessKind.SAFETENSORS: "the safetensors header",
        WitnessKind.CARD_BODY: "the body of the card",
    }
    return names[witness.kind]


def _claim(witness: Witness) -> str:
    """What a witness says, with his own words where they are not the license's id."""
    meant = " or ".join(witness.alternatives)
    if witness.kind is WitnessKind.TEXT:
        return f"{_voice(witness)} is {'not a license text we know' if witness.alternatives == NOT_KNOWN else meant}"
    if witness.alternatives == NOT_KNOWN:
        return f"{_voice(witness)} says “{witness.said}”: {_TOO_OPEN}"
    said = f"“{witness.said}”, which is {meant}" if witness.said.lower() != meant.lower() else meant
    return f"{_voice(witness)} says {said}"


def _nothing_is_stated(evidence: Evidence, witnesses: Sequence[Witness]) -> bool:
    """True only when every place was looked at: an unread card or a partial listing proves no absence."""
    unread = [text for text in evidence.texts if text.role is Role.LICENSE and text.text is None]
    card_unread = evidence.card is not None and evidence.card.state is State.INACCESSIBLE
    return evidence.listing_complete and not witnesses and not unread and not card_unread


def _because(
    concluded: Sequence[str],
    weighed: Sequence[Witness],
    disagreements: Sequence[Disagreement],
    witnesses: Sequence[Witness],
) -> str:
    if disagreements:
        return "the witnesses disagree: " + "; ".join(d.message for d in disagreements)
    if not concluded:
        unresolved = next((w for w in witnesses if w.reason and not w.alternatives), None)
        if unresolved:
            return f"{_voice(unresolved)} says {unresolved.said!r}: {unresolved.reason}"
        return "no license is stated in the card, in a license file or by the Hub"
    voices = list(dict.fromkeys(_voice(w) for w in weighed))
    certain = "" if len(concluded) == 1 else ", which leaves open which of several"
    return f"stated by {', '.join(voices)}{certain}"
