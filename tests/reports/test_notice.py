"""The attribution bundle: texts from the repositories, each once, and what is missing said."""

from __future__ import annotations

import msgspec

from checker.model.report import AuditReport, ReportedDetection
from checker.reports import RENDERERS, RenderOptions
from checker.reports.notice import missing_texts


def notice_of(report: AuditReport) -> str:
    return str(RENDERERS["notice"].render(report, RenderOptions()))


def test_each_model_is_listed_with_its_license_source_and_duties(scanned: AuditReport) -> None:
    text = notice_of(scanned)

    assert "acme/brook-7b-instruct at 0123456789abcdef0123456789abcdef01234567\n" in text
    assert "  license: LicenseRef-river-community-1\n" in text
    assert '  Show the words "Flows with River" where users of the product see them.' in text
    assert "is fine-tuned from river/brook-7b: LicenseRef-river-community-1" in text


def test_a_text_that_two_models_share_stands_once(scanned: AuditReport) -> None:
    first = scanned.models[0]
    twin = msgspec.structs.replace(first, id="acme/twin")
    text = notice_of(msgspec.structs.replace(scanned, models=(first, twin)))

    assert 1 == text.count("RIVER COMMUNITY LICENSE AGREEMENT\nRiver Version Release Date")
    assert "LICENSE of acme/brook-7b-instruct (LICENSE), acme/twin (LICENSE)" in text


def test_a_text_that_no_repository_holds_is_said_and_not_made_up(scanned: AuditReport) -> None:
    text = notice_of(scanned)

    assert ("acme/pebble-embed", "Apache-2.0") in missing_texts(scanned)
    assert "The repository holds no text of Apache-2.0. It can be read at https://www.apache.org" in text


def test_a_model_that_was_not_read_is_named(scanned: AuditReport) -> None:
    assert "acme/gone\n  not read: There is no repository acme/gone" in notice_of(scanned)


def test_the_text_of_a_license_with_an_exception_is_that_of_both(scanned: AuditReport) -> None:
    model = next(model for model in scanned.models if model.id == "acme/pebble-embed")
    found = ReportedDetection(
        expression="Apache-2.0 WITH LLVM-exception",
        file="LICENSE",
        lines=(1, 200),
        method="verbatim",
        score=1.0,
        sha256="0",
    )
    license = msgspec.structs.replace(
        model.license, concluded="Apache-2.0 WITH LLVM-exception", alternatives=(), detected=(found,)
    )
    report = msgspec.structs.replace(scanned, models=(msgspec.structs.replace(model, license=license),))

    assert [] == missing_texts(report)
