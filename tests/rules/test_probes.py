"""Which duties the repository shows to be met, which it shows not to be, and of which it says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import pytest

from checker.catalog import catalog
from checker.catalog.clauses import Clause, read_params
from checker.model.conclusion import FileDetection
from checker.model.detection import Detection, Method
from checker.model.evidence import Card, Role, TextFile
from checker.model.lineage import Lineage
from checker.model.snapshot import State
from checker.policy import load_policy
from checker.rules.case import Case
from checker.rules.judgement import Judge
from checker.rules.probes import probe
from tests.subjects import model

MET, NOT_MET, CANNOT_TELL = "met", "not met", "cannot tell"
NOTICE = "Model X is licensed under its own terms."


def seen(
    kind: str,
    params: dict[str, Any],
    *,
    name: str = "acme/model",
    license: str = "MIT",
    text: str = "",
    body: str = "",
    **read: Any,
) -> str:
    """How a duty of the Llama 3.1 license shows in a model that is under `license` and holds the text of `text`."""
    card = Card(path="README.md", sha256="0", state=State.KNOWN, fields={}, lines={}, body=body, body_line=5)
    subject = model(name, licenses=[license], **{"card": card, **read})
    if text:
        detection = Detection(expression=text, method=Method.VERBATIM, score=1.0, lines=(1, 9), candidates=(text,))
        found = FileDetection(file="LICENSE", sha256="0", role=Role.LICENSE, detection=detection)
        conclusion = msgspec.structs.replace(subject.conclusion, detected=(found,))
        subject = msgspec.structs.replace(subject, conclusion=conclusion)
    policy = load_policy("research")
    case = Case(subject, Lineage(), policy, Judge(policy, policy.context, catalog(), None), date(2026, 1, 1))
    terms = catalog().terms("LicenseRef-llama-3.1")
    assert terms
    proof = probe(Clause(params=read_params(kind, params), section="1"), terms, case)
    return CANNOT_TELL if proof is None else MET if proof else NOT_MET


@pytest.mark.parametrize(
    ("name", "prefix", "position", "result"),
    [
        ("acme/Llama-Chat", "Llama", "start", MET),
        ("acme/llama3-chat", "Llama 3", "start", MET),
        ("acme/Llama-3-chat", "Llama 3", "start", MET),
        ("acme/Chat-Llama", "Llama", "start", NOT_MET),
        ("acme/Chat-Llama", "Llama", "anywhere", MET),
        ("llama/Chat", "Llama", "anywhere", NOT_MET),
        ("acme/tiny-ink", "Yi", "anywhere", NOT_MET),
    ],
)
def test_a_prefix_stands_in_the_name_of_the_model(name: str, prefix: str, position: str, result: str) -> None:
    params = {"prefix": prefix, "position": position, "applies_to": ["derivative"]}

    assert result == seen("cond.name_prefix", params, name=name)


@pytest.mark.parametrize(
    ("body", "places", "result"),
    [
        ("# Chat\n\n**Built with Llama**\n", ["website", "documentation"], MET),
        ("Built with\nLlama", ["documentation"], MET),
        ("Built by us", ["website", "documentation"], CANNOT_TELL),
        ("Built by us", ["model-card"], NOT_MET),
        ("Built by us", ["user-interface"], CANNOT_TELL),
        ("Built with Llama", ["user-interface"], CANNOT_TELL),
    ],
)
def test_a_phrase_is_looked_for_where_it_may_stand(body: str, places: list[str], result: str) -> None:
    assert result == seen("cond.display", {"phrase": "Built with Llama", "places": places}, body=body)


def test_a_statement_may_have_blanks() -> None:
    params = {"template": "[…] is built with Falcon", "places": ["repository"]}

    assert MET == seen("cond.public_statement", params, body="Our model is built with Falcon.")
    assert NOT_MET == seen("cond.public_statement", params, body="Our model is built.")


@pytest.mark.parametrize(
    ("texts", "listing_complete", "result"),
    [
        ([("NOTICE", "MODEL X is licensed\nunder its own terms")], True, MET),
        ([("NOTICE", "Something else.")], True, NOT_MET),
        ([("NOTICE", None)], True, CANNOT_TELL),
        ([], True, NOT_MET),
        ([], False, CANNOT_TELL),
    ],
)
def test_a_notice_stands_in_a_notice_file(
    texts: Sequence[tuple[str, str | None]], listing_complete: bool, result: str
) -> None:
    files = tuple(TextFile(path=path, role=Role.NOTICE, text=text) for path, text in texts)

    assert result == seen("cond.notice_file", {"text": NOTICE}, texts=files, listing_complete=listing_complete)


def test_a_card_that_could_not_be_read_shows_no_duty_unmet() -> None:
    card = Card(path="README.md", sha256=None, state=State.INACCESSIBLE, fields={}, lines={}, body="", body_line=1)

    assert CANNOT_TELL == seen("cond.display", {"phrase": "Built with Llama", "places": ["model-card"]}, card=card)


def test_an_address_is_enough_where_the_license_says_so() -> None:
    terms = catalog().terms("LicenseRef-llama-3.1")
    assert terms
    body = f"See {terms.urls[0]}."

    assert MET == seen("cond.license_copy", {"form": "copy-or-link"}, body=body)
    assert NOT_MET == seen("cond.license_copy", {"form": "copy"}, body=body)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("LicenseRef-llama-3.1", MET),
        ("LicenseRef-llama-3.1 WITH LLVM-exception", MET),
        ("LicenseRef-llama-3.2", NOT_MET),
    ],
)
def test_a_text_with_an_exception_is_a_copy_of_the_license(text: str, result: str) -> None:
    assert result == seen("cond.license_copy", {"form": "copy"}, text=text)


@pytest.mark.parametrize(
    ("license", "what", "result"),
    [
        ("LicenseRef-llama-3.1", "license", MET),
        ("MIT", "restrictions", NOT_MET),
        ("MIT", "license", NOT_MET),
        ("LicenseRef-llama-3.2", "license", NOT_MET),
        ("LicenseRef-nobody-knows", "restrictions", CANNOT_TELL),
    ],
)
def test_only_the_license_of_the_model_binds_its_recipients(license: str, what: str, result: str) -> None:
    # A sentence in the card tells of the restrictions; it imposes none.
    body = "The restrictions of the Llama 3.1 license apply."

    assert result == seen("cond.pass_through", {"what": what, "enforceable": True}, license=license, body=body)


@pytest.mark.parametrize(
    ("license", "source", "result"),
    [
        ("LicenseRef-llama-3.1", False, MET),
        ("LicenseRef-llama-3.1", True, CANNOT_TELL),
        ("MPL-2.0", False, MET),
        ("MIT", True, NOT_MET),
    ],
)
def test_share_alike_shows_in_the_license(license: str, source: bool, result: str) -> None:
    params = {"scope": "derivative", "source": source, "same_license": ["MPL-2.0"]}

    assert result == seen("cond.copyleft", params, license=license)


def test_most_duties_cannot_be_seen() -> None:
    assert CANNOT_TELL == seen("cond.disclose_risks", {})
