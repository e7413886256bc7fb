"""
Names a license text and shows every word by which it departs from the license.

`identify` reads texts, `find_references` statements that name a license; `index_digest` says which index was used.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from checker.identify.index import Index, load
from checker.identify.reference import Reference
from checker.model.detection import Detection, Method

__all__ = ["find_references", "identify", "index_digest", "load_references"]


def identify(text: str, *, references: Sequence[Reference] = ()) -> tuple[Detection, ...]:
    """
    The licenses whose text `text` holds, in order of place; always at least one detection.

    `references` are further licenses, such as a user's own, which come before the shipped index. A text of more than a
    million characters, or with a NUL in it, is `unknown` without being read.
    """
    from checker.identify.engine import detect

    indexes = (load(), *_own(tuple(references)))
    found = detect(text, indexes)
    if [detection.method for detection in found] == [Method.UNKNOWN]:
        from checker.identify.mentions import find_in_stub

        return find_in_stub(text, found[0].unmatched, indexes) or found
    return found


def find_references(text: str) -> tuple[Detection, ...]:
    """
    The statements in `text` that name a license: SPDX tags, standard headers, "License" sections, "released under …".

    Each has method `reference`; `candidates` has the ids where the name leaves the version open, and `reference` the
    words that name it.
    """
    from checker.identify.mentions import find

    return find(text, (load(),))


def load_references(folder: Path) -> tuple[Reference, ...]:
    """
    The license texts in a folder, for `identify(..., references=...)`: a user's own licenses, or known texts from which
    removed words are quoted. Raises `ConfigError`.
    """
    from checker.identify import folder as texts

    return texts.load_references(folder)


def index_digest() -> str:
    """The digest of the shipped index, in hexadecimal."""
    return load().digest


class _Room(ModuleType):
    """This module, which can be called like the function that bears its name: `checker.identify(text)`."""

    def __call__(self, text: str, *, references: Sequence[Reference] = ()) -> tuple[Detection, ...]:
        return identify(text, references=references)


sys.modules[__name__].__class__ = _Room


@lru_cache(maxsize=8)
def _own(references: tuple[Reference, ...]) -> tuple[Index, ...]:
    if not references:
        return ()
    from checker.identify import compile as compiler

    return (Index(compiler.index(references, common=()), references),)
