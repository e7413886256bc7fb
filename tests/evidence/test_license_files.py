"""License-like files are found by name, read within limits, and never taken for text when they are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from checker.evidence import collect
from checker.evidence.license_files import MAX_TEXTS, NAME_RULES, find_role
from checker.model.evidence import Role


@pytest.mark.parametrize("rule", NAME_RULES, ids=lambda rule: rule.example)
def test_the_example_of_each_row_has_the_role_of_that_row(rule: Any) -> None:
    assert find_role(rule.example) is rule.role
    assert find_role(f"deep/er/{rule.example.upper()}") is rule.role


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("LICENSE", Role.LICENSE),
        ("license", Role.LICENSE),
        ("LICENCE.txt", Role.LICENSE),
        ("LICENSE-MODEL", Role.LICENSE),
        ("LICENSE-CODE.md", Role.LICENSE),
        ("MODEL-LICENSE", Role.LICENSE),
        ("LICENSE-2.0.txt", Role.LICENSE),
        ("LICENSE.Apache-2.0", Role.LICENSE),
        ("LICENSE2.txt", Role.LICENSE),
        ("AquilaModelLicense.pdf", Role.LICENSE),
        ("Community License for Baichuan2 Model.pdf", Role.LICENSE),
        ("model_license_agreement_and_use_policy.txt", Role.LICENSE),
        ("LICENSES/Apache-2.0.txt", Role.LICENSE),
        ("LICENSING.md", Role.LICENSE),
        ("Notice/License.txt", Role.LICENSE),
        ("COPYING", Role.LICENSE),
        ("NOTICE", Role.NOTICE),
        ("Notice.txt", Role.NOTICE),
        ("ThirdPartyNotices.txt", Role.NOTICE),
        ("LICENSE-THIRD-PARTY", Role.NOTICE),
        ("USE_POLICY", Role.POLICY),
        ("acceptable-use-policy.md", Role.POLICY),
        ("TERMS.txt", Role.POLICY),
        ("README.md", None),
        ("license.py", None),
        ("license.json", None),
        ("license_plate.safetensors", None),
        ("license-plates.txt", None),
        ("policy.pth", None),
        ("copy_of_a_copying_task.txt", None),
        ("annotator_agreement.txt", None),
        ("determs.txt", None),
        ("LICENSE/config.json", None),
    ],
)
def test_a_name_tells_what_a_file_is_for(path: str, role: Role | None) -> None:
    assert find_role(path) is role


def test_texts_come_root_first_with_their_digests(repository: Callable[..., Any]) -> None:
    evidence = collect(repository({"CODE/LICENSE": b"code terms", "NOTICE": b"note", "LICENSE": b"terms"}))

    assert [(text.path, text.role, text.text) for text in evidence.texts] == [
        ("LICENSE", Role.LICENSE, "terms"),
        ("NOTICE", Role.NOTICE, "note"),
        ("CODE/LICENSE", Role.LICENSE, "code terms"),
    ]
    assert all(text.sha256 for text in evidence.texts)


@pytest.mark.parametrize(
    ("data", "text", "code"),
    [
        ("Grüße".encode(), "Grüße", None),
        (b"\xef\xbb\xbfterms", "terms", None),
        ("terms".encode("utf-16"), "terms", "LC0108"),
        (b"\xffe\xfft\x00", None, "LC0103"),
        (b"\x93terms\x94", "“terms”", "LC0108"),
        (b"<!DOCTYPE html><title>404</title>", None, "LC0103"),
        (b"\n <HTML><body>", None, "LC0103"),
        (b"%PDF-1.7\n", None, "LC0103"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", None, "LC0103"),
        (b'{"error":"Entry not found"}', None, "LC0103"),
        (b"PK\x03\x04rest", None, "LC0103"),
        (b"ab\x00cd", None, "LC0103"),
        (b"", None, "LC0103"),
        (b" \r\n\t", None, "LC0103"),
        (b"x" * 1_000_000, "x" * 1_000_000, None),
        (b"x" * 1_000_001, None, "LC0103"),
    ],
)
def test_bytes_become_text_or_a_reason(
    repository: Callable[..., Any], data: bytes, text: str | None, code: str | None
) -> None:
    evidence = collect(repository({"LICENSE": data}))

    (found,) = evidence.texts
    assert found.text == text
    assert (found.problem is None) is (text is not None)
    assert [problem.code for problem in evidence.problems] == ([code] if code else [])
    assert all(problem.citations[0].file == "LICENSE" for problem in evidence.problems)


def test_a_text_that_cannot_be_had_is_a_problem_and_said_to_be_inaccessible(repository: Callable[..., Any]) -> None:
    evidence = collect(repository({}, refused=frozenset({"LICENSE"})))

    (text,) = evidence.texts
    assert (text.text, text.problem) == (None, "access to it is restricted")
    assert [(problem.code, problem.fix) for problem in evidence.problems] == [("LC0111", "ask for access")]
    assert evidence.not_checked == ("LICENSE: inaccessible, access to it is restricted",)
    assert [(lost.path, lost.kind, lost.fix) for lost in evidence.inaccessible] == [
        ("LICENSE", "gated", "ask for access")
    ]


def test_a_text_known_by_its_blob_id_is_listed_and_not_read(repository: Callable[..., Any]) -> None:
    local = repository({"LICENSE": b"terms", "NOTICE": b"note"}, blob_ids={"LICENSE": "b" * 40, "NOTICE": "c" * 40})

    evidence = collect(local, known_texts={"b" * 40})

    license_file, notice = evidence.texts
    assert (license_file.blob_id, license_file.text, license_file.problem) == ("b" * 40, None, None)
    assert notice.text == "note"
    assert [path for path, _ in local.reads] == ["NOTICE"]


def test_the_number_of_texts_is_limited_and_the_rest_is_said_to_be_unread(repository: Callable[..., Any]) -> None:
    paths = [f"part{number:03}/LICENSE" for number in range(MAX_TEXTS + 3)]

    evidence = collect(repository(dict.fromkeys(paths, b"terms")))

    assert [text.path for text in evidence.texts] == paths[:MAX_TEXTS]
    assert [problem.code for problem in evidence.problems] == ["LC0107"]
    assert evidence.not_checked == (f"3 more license-like files: {', '.join(paths[MAX_TEXTS:])}",)
