"""The licenses that a derivative may carry, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.model.choice import Candidate, LicenseChoice, Obstacle
from checker.reports import wording
from checker.reports.json import to_json
from checker.reports.renderer import RenderOptions
from checker.reports.sanitise import guarded, sanitised
from checker.reports.terminal import Screen

MAX_EXCLUDED = 6


def write_choice(choice: LicenseChoice, options: RenderOptions) -> str:
    """What may be chosen by family, what a person has to decide, and which term rules the others out."""
    screen = _ChoiceScreen(options)
    return guarded(screen.choice(sanitised(choice)))


def write_choice_json(choice: LicenseChoice) -> str:
    """Every candidate with every term that stands against it."""
    return to_json(choice)


class _ChoiceScreen(Screen):
    def choice(self, choice: LicenseChoice) -> Iterator[str]:
        free = [one for one in choice.candidates if not one.obstacles and not one.doubts]
        doubtful = [one for one in choice.candidates if not one.obstacles and one.doubts]
        excluded = [one for one in choice.candidates if one.obstacles]
        yield self.bold(f"{len(free)} of {len(choice.candidates)} licenses may be chosen")
        for family, members in _grouped(free, [one.family for one in free]):
            yield from self.item(family, _names(members))
        for doubt, members in _grouped(doubtful, [_words(one.doubts[0]) for one in doubtful]):
            yield from self.item("to decide", f"{_names(members)}: {doubt}")
        yield from self.items("duty", _duties(choice.duties))
        for obstacle, members in _grouped(excluded, [_words(one.obstacles[0]) for one in excluded]):
            hidden = len(members) - MAX_EXCLUDED if self.verbosity <= 0 else 0
            more = f" and {hidden} more" if hidden > 0 else ""
            shown = members[:MAX_EXCLUDED] if more else members
            yield from self.item("excluded", f"{_names(shown)}{more}: {obstacle}")


def _grouped(candidates: Sequence[Candidate], keys: Sequence[str]) -> list[tuple[str, list[Candidate]]]:
    groups: dict[str, list[Candidate]] = {}
    for candidate, key in zip(candidates, keys, strict=True):
        groups.setdefault(key, []).append(candidate)
    return list(groups.items())


def _names(candidates: Sequence[Candidate]) -> str:
    return ", ".join(candidate.license for candidate in candidates)


def _duties(duties: Sequence[Obstacle]) -> list[str]:
    """Each duty once, with every license and every ancestor that it comes from."""
    alike: dict[tuple[str, str, str], list[Obstacle]] = {}
    for duty in duties:
        alike.setdefault((duty.says, duty.clause, duty.section), []).append(duty)
    return [_words(*same) for same in alike.values()]


def _words(*same: Obstacle) -> str:
    """What obstacles say that differ in nothing but where they come from."""
    one = same[0]
    where = f", {one.clause} in {wording.section(one.section)}" if one.clause else ""
    licenses = " or ".join(dict.fromkeys(obstacle.license for obstacle in same))
    ancestors = ", ".join(dict.fromkeys(obstacle.inherited_from for obstacle in same))
    return f"{one.says.rstrip('.')} ({licenses} of {ancestors}{where})"
