"""Which keys, variables and options hold the name of a model, told by the words they are made of."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_MODEL = re.compile(
    r"models?|tokenizer|checkpoints?|ckpt|adapters?|loras?|peft|reranker|embedder|embeddings?|pretrained|llm|vlm|controlnet"
    r"|vae|hf"
)
# What such a key is about instead: something that is written, described, configured, or on another service.
_OTHER = re.compile(
    r"hub|output|out|export|push|save|saved|target|dest|destination|dir|folder|file|filename|type|class|cls|kind|docs?|card"
    r"|versions?|data|datasets?|images?|cache|log|license|author|owner|labels?|task|suffix|format|upload|token|home|endpoint"
    r"|spaces?|trainer|org|username|user|revision|results?|config|expected|examples?|openrouter|litellm|openai|anthropic"
    r"|bedrock|modes?|dtype|impl|backend|len|length|size|num|count|rank|alpha|dropout"
)
_VAGUE = re.compile(r"path|name|repo|repository|source|id|uri|backbone|encoder|decoder|weights|generator")
_STRONG = re.compile(
    r"base_model|base_model_name_or_path|model_name_or_path|pretrained_model_name_or_path|tokenizer_name_or_path"
    r"|adapter_name_or_path|source_model_name|hf_model_id|storage_uri"
)
_IN_FILES = re.compile(r"_name_or_path|repo_id|model_url")
_REVISION = re.compile(r"revision|(?:source_)?model_revision|hf_revision|commit_hash")


@lru_cache(10_000)
def is_model_key(key: str) -> bool:
    """Whether a key, variable or option of this name may hold the name of a model that is loaded."""
    return is_strong_key(key) or _is_about(key, _MODEL)


@lru_cache(10_000)
def is_strong_key(key: str) -> bool:
    """Whether a key of this name says which model to load and nothing else."""
    return _STRONG.fullmatch(_snake_case(key)) is not None


@lru_cache(10_000)
def is_vague_key(key: str) -> bool:
    """Whether a name of this form, such as `path`, could hold a model among other things."""
    return _is_about(key, _VAGUE)


def is_file_key(key: str) -> bool:
    """Whether a key of a configuration file may hold the name of a model."""
    return is_model_key(key) or _IN_FILES.fullmatch(_snake_case(key)) is not None


@lru_cache(10_000)
def is_revision_key(key: str) -> bool:
    """Whether a key of this name holds the revision of the model that is named beside it."""
    return _REVISION.fullmatch(_snake_case(key)) is not None


def _is_about(key: str, subject: re.Pattern[str]) -> bool:
    words = _words(key)
    return any(map(subject.fullmatch, words)) and not any(map(_OTHER.fullmatch, words))


def _words(key: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(key)]


def _snake_case(key: str) -> str:
    """`modelNameOrPath`, `MODEL-NAME-OR-PATH` → `model_name_or_path`."""
    return ("_" if key.startswith("_") else "") + "_".join(_words(key))
