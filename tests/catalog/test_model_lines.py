"""What suggests a line of models, and that every line leads to licenses of the catalog."""

from __future__ import annotations

import pytest

from checker.catalog import catalog
from checker.catalog.model_lines import ModelLine, model_lines, suggested_by_build, suggested_by_name


@pytest.mark.parametrize("line", model_lines(), ids=lambda line: line.line)
def test_the_licenses_of_a_line_are_known(line: ModelLine) -> None:
    assert all(catalog().resolve(word).alternatives for word in line.licenses)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("acme/Chatty-Llama-3-8B", "Llama 3"),
        ("acme/llama3.1_instruct", "Llama 3.1"),
        ("acme/Llama-3_3-Nemotron", "Llama 3.3"),
        ("acme/Llama-4-Scout-FP8", "Llama 4"),
        ("acme/CodeLlama-7b", "Llama 2"),
        ("acme/DeepSeek-R1-Distill-Llama-8B", "Llama"),
        ("acme/amoral-gemma3-12B", "Gemma"),
        ("acme/gemma-4-12b", "Gemma 4"),
        ("acme/Qwen2.5-Coder-3B-LoRA", "Qwen2.5 3B"),
        ("acme/Qwen2.5-32B", None),
        ("acme/TinyLlama-1.1B", None),
        ("acme/open_llama_13b", None),
        ("acme/ollama-tool", None),
        ("llama-lovers/bert", None),
    ],
)
def test_a_name_suggests_the_line_that_stands_in_it(name: str, line: str | None) -> None:
    found = suggested_by_name(name)

    assert line == (found.line if found else None)


@pytest.mark.parametrize(
    ("architectures", "vocabulary", "line"),
    [
        (["LlamaForCausalLM"], 128_256, "Llama 3"),
        (["LlamaForCausalLM"], 32_000, None),
        (["MistralForCausalLM"], 128_256, None),
        (["Gemma2ForCausalLM"], None, "Gemma"),
        ([], 128_256, None),
    ],
)
def test_a_vocabulary_counts_only_beside_the_architecture(
    architectures: list[str], vocabulary: int | None, line: str | None
) -> None:
    found = suggested_by_build(architectures, vocabulary)

    assert line == (found[0].line if found else None)
