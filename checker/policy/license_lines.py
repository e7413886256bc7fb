"""
How the license lists of several files add up.

A line that a stricter list cancels never applies: in one file that is a mistake, and over files it would loosen, so
that the stricter file has to allow it.
"""

from __future__ import annotations

from checker.catalog import catalog
from checker.model.verdict import Verdict
from checker.policy.document import Layer
from checker.policy.lines import Line, Lines
from checker.policy.listing import find_listing
from checker.policy.schema import Rules
from checker.policy.selectors import ExactSelector, Selector

EXEMPT = "licenses.exempt"
# License list → the lists that go before it.
STRICTER = {"allow": ("licenses.deny", "licenses.review"), "review": ("licenses.deny",)}
VERDICTS = {"licenses.allow": Verdict.ALLOW, "licenses.review": Verdict.REVIEW}


def lets_more_pass(path: str, selector: Selector, before: Rules) -> bool:
    """Whether a line under `allow` or `review` lets pass what did not pass `before`, as far as is known."""
    facts = catalog()
    if not selector.is_exact:
        return selector not in before.licenses.allow
    listings = (
        find_listing(before, license, facts.terms(license.id), facts.families(license.id))
        for license in selector.licenses
    )
    return any(listing.verdict.rank < VERDICTS[path].rank for listing in listings)


def check_licenses(layer: Layer, lines: Lines) -> None:
    """Lift the stricter lines that `layer` may lift; every other line of it that never applies is a mistake."""
    for name, stricter_paths in STRICTER.items():
        for position, selector in enumerate(getattr(layer.file.licenses, name)):
            wanted = Line(selector, layer, f"licenses.{name}[{position}]", widens=True)
            for path in stricter_paths:
                for stricter in list(lines.of(path)):
                    if _cancels(stricter.value, selector, lines):
                        _lift(wanted, stricter, path, lines)
    for position, selector in enumerate(layer.file.licenses.exempt):
        wanted = Line(selector, layer, f"{EXEMPT}[{position}]")
        for path in STRICTER["allow"]:
            for stricter in lines.of(path):
                allowed = stricter.layer is layer or stricter.lets_others_loosen(selector, stricter.value, path)
                if _covers(stricter.value, selector) and not allowed:
                    lines.refuse(wanted, f"{stricter.origin} has {stricter.value} under {path}", needs=selector)


def drop_cancelled(lines: Lines) -> None:
    """Leave out the lines that a stricter list of a later file cancels, so that every line that is left applies."""
    for name, stricter_paths in STRICTER.items():
        stricter = [line.value for path in stricter_paths for line in lines.of(path)]
        lines.lists[f"licenses.{name}"] = [
            line
            for line in lines.of(f"licenses.{name}")
            if not any(_cancels(selector, line.value, lines) for selector in stricter)
        ]


def _lift(wanted: Line, stricter: Line, path: str, lines: Lines) -> None:
    """Take back what a stricter line says of a license, if its file allows that."""
    by_name = stricter.value.is_exact
    message = f"never applies, since {stricter.origin} has {stricter.value} under {path}"
    if stricter.layer is wanted.layer:
        lines.refuse(wanted, message if by_name else f"{message}; to except this license, name it under {EXEMPT}")
    elif not stricter.lets_others_loosen(wanted.value, stricter.value, path):
        lines.refuse(wanted, message, needs=wanted.value)
    elif stricter.value == wanted.value:
        lines.of(path).remove(stricter)
        lines.tell_dropped(path, by=wanted)
    elif by_name:
        lines.refuse(wanted, f"{message}; write {stricter.value}, as that line does")
    else:
        licenses = (ExactSelector.parse(str(license)) for license in wanted.value.licenses)
        lines.of(EXEMPT).extend(Line(license, wanted.layer, wanted.path, widens=True) for license in licenses)


def _cancels(stricter: Selector, selector: Selector, lines: Lines) -> bool:
    """Whether a stricter line keeps `selector` from ever being asked, as far as is known."""
    if stricter == selector:
        return True
    exempt = {line.value for line in lines.of(EXEMPT)}
    is_exempt = all(str(license) in exempt for license in selector.licenses)
    return _covers(stricter, selector) and (stricter.is_exact or not is_exempt)


def _covers(stricter: Selector, selector: Selector) -> bool:
    """Whether `stricter` is known to match every license that `selector` names."""
    facts = catalog()
    return selector.is_exact and all(
        stricter.matches(license, facts.terms(license.id), facts.families(license.id), None)
        for license in selector.licenses
    )
