"""The shipped index: fingerprints alone, small, and the same for the same input."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.errors import DataError
from checker.identify import compile as compiler
from checker.identify import index_digest
from checker.identify.index import Index, load
from checker.identify.reference import Kind, Part, Role
from checker.resources import packaged
from checker.spdx import SpdxExpression, is_known_id

TEXT = (
    "The Whistle License\n\n1. Whoever whistles may use this thing on Sundays.\n\n2. Nobody else may touch it at all."
)


def test_the_index_holds_no_license_text() -> None:
    data = packaged("identify", "data", "index.bin").read_bytes()

    assert [] == [word for word in (b"hereby", b"sublicense", b"warranties", b"infringe") if word in data.lower()]


def test_the_index_is_small() -> None:
    assert len(packaged("identify", "data", "index.bin").read_bytes()) <= 5_000_000


def test_the_digest_names_the_index() -> None:
    assert load().digest == index_digest()
    assert len(index_digest()) == 32


def test_equal_input_gives_equal_bytes() -> None:
    first, second = (compiler.index([compiler.reference(TEXT, ["LicenseRef-whistle"])]) for _ in range(2))

    assert first == second


def test_a_reference_comes_back_as_it_went_in() -> None:
    written = compiler.reference(TEXT, ["LicenseRef-whistle"], Kind.POLICY, source="whistle.txt", title=3)
    read = Index(compiler.index([written])).reference(0)

    assert (written.ids, written.kind, written.source) == (read.ids, read.kind, read.source)
    assert list(written.hashes) == list(read.hashes)
    assert written.parts == read.parts
    assert Part(0, 3, Role.TITLE) in read.parts


def test_alternatives_come_back_as_they_went_in() -> None:
    plain = compiler.reference(TEXT, ["LicenseRef-whistle"])
    choices = ((plain.hashes[4],), (1, 2, 3))
    written = replace(plain, parts=(Part(4, 5, Role.CHOICE, choices),))

    assert written.parts == Index(compiler.index([written])).reference(0).parts


@pytest.mark.parametrize("data", [b"", b"LICIDX01", b"x" * 4096])
def test_a_broken_index_is_refused(data: bytes) -> None:
    with pytest.raises(DataError, match="license index"):
        Index(data)


def test_every_id_is_one_that_an_expression_can_hold() -> None:
    labels = [load().label(number) for number in range(len(load()))]
    ids = {identifier for label in labels if label.kind is not Kind.EXCEPTION for identifier in label.ids}
    # The list of license-expression is older than the texts: what it lacks must at least be well-formed.
    unknown = {identifier for identifier in ids if not is_known_id(identifier)}

    assert len(ids) > 850
    assert len(unknown) < 0.05 * len(ids)


@pytest.mark.parametrize(
    "identifier, first",
    [
        ("GPL-3.0-or-later", "GPL-3.0-only"),
        ("GFDL-1.1-no-invariants-or-later", "GFDL-1.1-only"),
        ("OFL-1.1-no-RFN", "OFL-1.1"),
    ],
)
def test_licenses_that_share_a_text_are_named_by_the_same_one(identifier: str, first: str) -> None:
    labels = [load().label(number) for number in range(len(load()))]

    assert {first} == {label.ids[0] for label in labels if label.kind is Kind.LICENSE and identifier in label.ids}


def test_every_exception_is_one_that_an_expression_can_hold() -> None:
    labels = [load().label(number) for number in range(len(load()))]
    written = [f"MIT WITH {identifier}" for label in labels if label.kind is Kind.EXCEPTION for identifier in label.ids]

    assert len(written) > 70
    assert written == [str(SpdxExpression.parse(expression)) for expression in written]
