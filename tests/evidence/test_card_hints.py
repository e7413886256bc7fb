"""The prose of a card suggests base models only where it speaks of descent or of the model itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from checker.evidence import collect

HUB = "https://huggingface.co"


def hints(repository: Callable[..., Any], body: str, front: str = "license: mit") -> list[tuple[str, int | None]]:
    evidence = collect(repository({"README.md": f"---\n{front}\n---\n{body}".encode()}, id="org/model-8b"))
    return [(claim.id, claim.citation.line) for claim in evidence.bases if claim.hint]


@pytest.mark.parametrize(
    "line",
    [
        f"It was fine-tuned from [their model]({HUB}/meta/base).",
        f"Original model: {HUB}/meta/base.",
        f"Quantized version of [base]({HUB}/meta/base/tree/main)",
        f"| model-8b | [Base]({HUB}/meta/base) | [here]({HUB}/org/model-8b) |",
    ],
)
def test_a_line_of_descent_suggests_the_model_it_links_to(repository: Callable[..., Any], line: str) -> None:
    assert [("meta/base", 5)] == hints(repository, f"# Title\n{line}\n")


@pytest.mark.parametrize(
    "line",
    [
        f"It is as good as [theirs]({HUB}/meta/base).",
        f"| other-8b | [Base]({HUB}/meta/base) |",
        f"It was fine-tuned on [data]({HUB}/datasets/org/words).",
        f"It was fine-tuned; see [the model]({HUB}/org/model-8b).",
        "It was fine-tuned from [theirs](https://example.org/meta/base).",
    ],
)
def test_any_other_line_suggests_nothing(repository: Callable[..., Any], line: str) -> None:
    assert [] == hints(repository, line)


def test_what_stands_beside_the_model_itself_is_preferred(repository: Callable[..., Any]) -> None:
    body = f"model-70b is derived from [a]({HUB}/meta/base-70b).\nmodel-8b is derived from [b]({HUB}/meta/base-8b).\n"

    assert [("meta/base-8b", 5)] == hints(repository, body)


def test_where_a_base_is_stated_the_prose_adds_nothing(repository: Callable[..., Any]) -> None:
    assert [] == hints(repository, f"It was fine-tuned from [theirs]({HUB}/meta/base).", "base_model: meta/other")


def test_the_distilled_models_of_deepseek_name_their_bases(repository: Callable[..., Any], corpus: Any) -> None:
    card = (corpus / "cards" / "hf-deepseek-ai-deepseek-r1-distill-llama-8b" / "README.md").read_bytes()

    evidence = collect(repository({"README.md": card}, id="deepseek-ai/DeepSeek-R1-Distill-Llama-8B"))

    assert ["meta-llama/Llama-3.1-8B"] == [claim.id for claim in evidence.bases if claim.hint]
