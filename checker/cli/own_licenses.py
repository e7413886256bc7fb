"""A user's own licenses: texts that are recognised and facts that are judged like those that ship with the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.catalog import Catalog, catalog
from checker.catalog.own import catalog_with, conflicts
from checker.catalog.terms import LicenseTerms, parse_terms
from checker.cli.config import read_config
from checker.cli.terminal import say
from checker.errors import ConfigError, DataError
from checker.identify import load_references
from checker.identify.reference import Reference


@dataclass(frozen=True, slots=True)
class OwnLicenses:
    """The texts and the facts of one folder; empty where none is configured."""

    references: Sequence[Reference] = ()
    terms: Sequence[LicenseTerms] = ()

    @classmethod
    def configured(cls, config_file: Path | None) -> OwnLicenses:
        """Those of a configuration file, which is named on stderr when it has any."""
        folder = read_config(config_file).licenses()
        if folder:
            say(f"configuration: {config_file}")
        return cls.read(folder)

    @classmethod
    def read(cls, folder: Path | None) -> OwnLicenses:
        """What `folder` holds; raises `ConfigError` with every mistake in a facts file and every name that is taken."""
        if folder is None:
            return cls()
        if not folder.is_dir():
            raise ConfigError(f"{folder} is not a folder", fix="name the folder of your own licenses under `licenses:`")
        terms = _facts(folder)
        taken = [f"{path}: {conflict}" for path, own in terms.items() for conflict in conflicts(own, catalog())]
        first = {own.id: path for path, own in reversed(terms.items())}
        taken += [f"{path}: {own.id} is in {first[own.id]}" for path, own in terms.items() if first[own.id] != path]
        if taken:
            raise ConfigError("\n".join(taken), fix="call the license by names that no other bears")
        return cls(load_references(folder), tuple(terms.values()))

    def catalog(self) -> Catalog:
        """The shipped catalog with these licenses beside its own."""
        return catalog_with(self.terms, catalog()) if self.terms else catalog()


def _facts(folder: Path) -> dict[Path, LicenseTerms]:
    terms: dict[Path, LicenseTerms] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            terms[path] = parse_terms(path.read_text(encoding="utf-8"), str(path))
        except DataError as problem:
            problems.append(str(problem))
    if problems:
        raise ConfigError("\n".join(problems), fix="docs/vocabulary.md has every clause kind with its parameters")
    return terms
