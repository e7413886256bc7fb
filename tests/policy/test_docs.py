"""docs/policies.md: every example loads, and every key, fact and policy is explained."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from checker.catalog.facts import FACTS
from checker.catalog.families import Family
from checker.policy import load_policy
from checker.policy.builtin import builtin_names
from checker.policy.document import parse_policy
from checker.policy.loosening import LISTS, STRICTNESS
from checker.policy.merge import merge
from checker.policy.parents import Place
from checker.policy.schema import PolicyFile, PolicyTest
from checker.policy.waivers import Clarification, ReasonCode, Waiver

PAGE = (Path(__file__).parents[2] / "docs" / "policies.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def whole(example: str) -> str:
    """The example as a policy; a part is laid over the default."""
    return example if example.startswith("version:") else f"version: 1\nextends: builtin:permissive-only\n{example}"


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=[example.split(":")[0] + str(n) for n, example in enumerate(EXAMPLES)]
)
def test_every_example_is_a_policy(example: str, tmp_path: Path) -> None:
    parsed = parse_policy(whole(example), name="docs/policies.md")

    if all(parent.place is Place.BUILTIN for parent in parsed.file.extends):
        path = tmp_path / "acme.yaml"
        path.write_text(whole(example), encoding="utf-8")
        assert load_policy(path).licenses.allow


def test_the_defaults_are_those_of_the_code() -> None:
    stated = merge([parse_policy(EXAMPLES[-1], name="defaults")])

    assert merge([parse_policy("version: 1\nlicenses: {allow: [MIT]}\n", name="bare")]).digest == stated.digest


def keys(struct: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(struct)}


@pytest.mark.parametrize(
    "words",
    [
        FACTS,
        Family,
        builtin_names(),
        LISTS,
        ReasonCode,
        {path.split(".")[-1] for path in STRICTNESS},
        keys(PolicyFile) | keys(PolicyTest) | keys(Waiver) | keys(Clarification),
    ],
)
def test_every_word_of_the_language_is_explained(words: Any) -> None:
    assert [] == [
        word for word in words if not re.search(rf"`{re.escape(word)}`|^## .*\b{word}\b|\b{word}:", PAGE, re.M)
    ]
