"""Statements that name a license: what counts as one, and what only mentions a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.identify import find_references, identify
from checker.model.detection import Method

README = """# Frobnicator 7B

Frobnicator is a fine-tune. See the MIT Technology Review for a portrait, and apache helicopters for noise.

## License

This model is released under the [Llama 3.3 Community License](https://www.llama.com/llama3_3/license/).
The code is MIT licensed.

## Citation

@misc{gpl, title = {GPL and me}}
"""


def named(text: str) -> list[tuple[str, int]]:
    return [(detection.expression, detection.lines[0]) for detection in find_references(text)]


@pytest.mark.parametrize(
    "text, expression",
    [
        ("# SPDX-License-Identifier: Apache-2.0\nimport x\n", "Apache-2.0"),
        ("/* SPDX-License-Identifier: MIT OR Apache-2.0 */", "MIT OR Apache-2.0"),
        ("<!-- SPDX-License-Identifier: MIT -->", "MIT"),
        ("Licensed under the Apache License, Version 2.0", "Apache-2.0"),
        ("The weights are distributed under the terms of the Apache License 2.0.", "Apache-2.0"),
        ("This project is licensed under the MIT License - see LICENSE.", "MIT"),
        ("This repository is released under **MIT**.", "MIT"),
        ("This model is released under the Llama 3.3 Community License.", "LicenseRef-llama-3.3"),
        ("License: MIT", "MIT"),
        ("**License:** Apache-2.0", "Apache-2.0"),
        ("![license](https://img.shields.io/badge/license-Apache--2.0-blue)", "Apache-2.0"),
        ("See https://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"),
    ],
)
def test_a_statement_names_its_license(text: str, expression: str) -> None:
    assert [expression] == [detection.expression for detection in find_references(text)]


@pytest.mark.parametrize(
    "text",
    [
        "MIT researchers wrote this.",
        "Compatible with the Apache License 2.0? Perhaps.",
        "SPDX-License-Identifier: not a license at all",
        "This model is released under a license of our own.",
        "License: see the file LICENSE",
        "released under fire",
        "We love llamas, gemma and falcon.",
    ],
)
def test_a_mention_is_no_statement(text: str) -> None:
    assert named(text) == []


def test_a_readme_is_read_by_its_license_section() -> None:
    assert [("LicenseRef-llama-3.3", 7), ("MIT", 8)] == named(README)


def test_the_language_of_a_code_block_is_no_license() -> None:
    assert [] == named("## License\n\nSee below.\n\n```python\nimport x\n```\n")


def test_a_standard_header_is_a_reference_with_its_lines(corpus: Path) -> None:
    appendix = (corpus / "licenses" / "apache-2.0.txt").read_text(encoding="utf-8").partition("Licensed under")
    lines = ["Copyright 2024 Jane Doe", "", *"".join(appendix[1:]).strip().splitlines()]
    header = "".join(f"// {line.strip()}".rstrip() + "\n" for line in lines)

    (detection,) = find_references(header)

    assert ("Apache-2.0", Method.REFERENCE, (3, 13)) == (detection.expression, detection.method, detection.lines)
    assert detection == identify(header)[0]


def test_a_file_that_is_only_a_pointer_is_a_reference() -> None:
    (detection,) = identify("The license is at https://www.apache.org/licenses/LICENSE-2.0.txt\n")

    assert ("Apache-2.0", Method.REFERENCE, False) == (detection.expression, detection.method, detection.is_exact)


def test_a_name_without_its_version_names_candidates_only() -> None:
    (detection,) = find_references("This model is licensed under the Gemma license.")

    assert "NOASSERTION" == detection.expression
    assert 1 < len(detection.candidates)


@pytest.mark.parametrize("line", ["License: MIT", "# License\nMIT", "SPDX-License-Identifier: MIT"])
def test_a_file_that_repeats_itself_is_read_so_far_and_no_further(line: str) -> None:
    assert 200 == len(find_references(f"{line}\n" * 5_000))


@pytest.mark.parametrize("rest", ["\0", "x " * 500_000])
def test_a_text_that_is_not_read_names_no_license(rest: str) -> None:
    assert [Method.UNKNOWN] == [found.method for found in identify(f"SPDX-License-Identifier: MIT\n{rest}")]
