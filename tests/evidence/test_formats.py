"""File names tell the weight formats, and which of them may run code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from checker.evidence import collect
from checker.evidence.formats import MAX_NAMED_FILES, find_format
from checker.model.snapshot import State


@pytest.mark.parametrize(
    ("path", "name", "pickle"),
    [
        ("model.safetensors", "safetensors", False),
        ("a/Model-Q4.GGUF", "gguf", False),
        ("pytorch_model.bin", "pickle", True),
        ("training_args.bin", "pickle", True),
        ("openvino_model.bin", "openvino", False),
        ("ggml-model-q4_0.bin", "ggml", False),
        ("last.ckpt", "pickle", True),
        ("model.pth.tar", "pickle", True),
        ("tf_model.h5", "keras", True),
        ("parakeet.nemo", "nemo", True),
        ("onnx/model.onnx", "onnx", False),
    ],
)
def test_a_weight_file_is_told_by_its_name(path: str, name: str, pickle: bool) -> None:
    found = find_format(path)

    assert found is not None
    assert (found.name, found.pickle) == (name, pickle)


@pytest.mark.parametrize("path", ["README.md", "tokenizer.json", "bin", "pt.txt", "vocab.txt"])
def test_other_files_are_no_weights(path: str) -> None:
    assert find_format(path) is None


def test_formats_pickles_and_code_are_facts(repository: Callable[..., Any]) -> None:
    facts = collect(repository(dict.fromkeys(["a.safetensors", "b.bin", "c.pt", "modeling.py"], b""))).facts

    assert facts["weight_formats"].value == ("pickle", "safetensors")
    assert facts["pickle_files"].value == ("b.bin", "c.pt")
    assert facts["code_files"].value == ("modeling.py",)


@pytest.mark.parametrize(("complete", "state"), [(True, State.ABSENT), (False, State.UNKNOWN)])
def test_no_pickle_in_a_partial_listing_proves_nothing(
    repository: Callable[..., Any], complete: bool, state: State
) -> None:
    facts = collect(repository({"notes.txt": b""}, listing_complete=complete)).facts

    assert facts["pickle_files"].state is facts["weight_formats"].state is state


def test_a_fact_names_a_bounded_number_of_files(repository: Callable[..., Any]) -> None:
    facts = collect(repository({f"{number:05}.bin": b"" for number in range(5_000)})).facts

    assert facts["pickle_files"].value == tuple(f"{number:05}.bin" for number in range(MAX_NAMED_FILES))
