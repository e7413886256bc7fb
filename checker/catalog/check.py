"""
Checks license files while they are written: `python -m checker.catalog.check FILE…`.

Prints every mistake as `file:line:column: …`; for a sound file its families and, with `-v`, each clause as it will be
shown, so that it can be read against the text.
"""

from __future__ import annotations

import sys
from pathlib import Path

from checker.catalog.families import families
from checker.catalog.soundness import problems
from checker.catalog.terms import LicenseTerms, parse_terms
from checker.catalog.triggers import in_words
from checker.errors import DataError


def main(arguments: list[str]) -> int:
    """Check the files named; 1 when there is a mistake in one of them."""
    verbose = "-v" in arguments
    code = 0
    for path in (Path(argument) for argument in arguments if argument != "-v"):
        try:
            terms = parse_terms(path.read_text(encoding="utf-8"), path.name)
        except DataError as problem:
            sys.stdout.write(f"{problem}\n")
            code = 1
            continue
        found = problems(terms, path.name)
        sys.stdout.writelines(f"{problem}\n" for problem in found)
        code = max(code, int(bool(found)))
        sys.stdout.write(f"{path.name}: {', '.join(families(terms))}\n")
        if verbose:
            sys.stdout.writelines(f"  {line}\n" for line in described(terms))
    return code


def described(terms: LicenseTerms) -> list[str]:
    """One line for each clause: section, kind, effect, trigger, duty."""
    return [
        f"{clause.document or terms.id} {clause.section}: {clause.kind} "
        f"({clause.effect}; {in_words(terms.trigger(clause))}): {clause.duty}"
        for clause in terms.clauses
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
