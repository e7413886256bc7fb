"""Repositories in memory, and what the Hub derives from their files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

CREATED = "2024-01-01T00:00:00.000Z"
LFS_SUFFIXES = (".safetensors", ".gguf", ".bin", ".onnx", ".pt", ".parquet")

_FRONT_MATTER = re.compile(r"^\s*---(?:\r\n|\r|\n)(.*?)(?:\r\n|\r|\n)---(?:\s|$)", re.DOTALL)
_CONFIG_KEYS = ("architectures", "model_type", "auto_map", "quantization_config")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a commit, with the names that git and LFS give to its content."""

    path: str
    content: bytes

    @property
    def is_lfs(self) -> bool:
        return self.path.endswith(LFS_SUFFIXES)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def pointer(self) -> bytes:
        """What git holds in place of a large file."""
        return b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n" % (
            self.sha256.encode(),
            len(self.content),
        )

    @property
    def oid(self) -> str:
        """The git blob id: of the content, or of the pointer to a large file."""
        committed = self.pointer if self.is_lfs else self.content
        return hashlib.sha1(b"blob %d\0" % len(committed) + committed).hexdigest()

    @property
    def etag(self) -> str:
        return self.sha256 if self.is_lfs else self.oid


@dataclass(slots=True)
class Repository:
    """
    A model or dataset: `files` are those of the first commit on `main`.

    `owner_token` sees it when it is private, `granted` are the tokens that were let through the gate. `issues` gives
    the scanner's level for a path; None means that nothing was scanned. `card` and `tags` replace and add to what is
    derived from the files. Call `commit` to move `main`.
    """

    id: str
    files: Mapping[str, bytes]
    kind: Literal["model", "dataset"] = "model"
    gated: Literal[False, "auto", "manual"] = False
    private: bool = False
    disabled: bool = False
    owner_token: str | None = None
    granted: frozenset[str] = frozenset()
    issues: Mapping[str, str] | None = field(default_factory=dict)
    card: Mapping[str, Any] | None = None
    tags: tuple[str, ...] = ()
    hub_id: str = ""
    commits: dict[str, Mapping[str, bytes]] = field(init=False, default_factory=dict)
    refs: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.hub_id = self.hub_id or hashlib.sha256(f"{self.kind} {self.id}".encode()).hexdigest()[:24]
        self.commit(self.files)

    @property
    def head(self) -> str:
        """The commit of `main`."""
        return self.refs["main"]

    def commit(self, files: Mapping[str, bytes], *, branch: str = "main") -> str:
        """Add a commit with these files and move `branch` to it; the id depends on the content and its history."""
        digest = hashlib.sha1(json.dumps([self.kind, self.id, *self.commits]).encode())
        for path, content in sorted(files.items()):
            digest.update(path.encode() + b"\0" + content + b"\0")
        self.refs[branch] = digest.hexdigest()
        self.commits[digest.hexdigest()] = dict(files)
        return digest.hexdigest()

    def find_commit(self, revision: str) -> str | None:
        """The commit that a branch, a tag or a commit id names."""
        return revision if revision in self.commits else self.refs.get(revision)

    def stored(self, commit: str) -> Iterator[StoredFile]:
        """The files of a commit, by path."""
        for path, content in sorted(self.commits[commit].items()):
            yield StoredFile(path, content)

    def card_data(self, commit: str) -> dict[str, Any]:
        """The front matter of the README, with scalars as YAML 1.2 has them; `{}` when there is none."""
        if self.card is not None:
            return dict(self.card)
        text = self.commits[commit].get("README.md", b"").decode("utf-8-sig", "replace")
        match = _FRONT_MATTER.match(text)
        try:
            data = _yaml_1_2(yaml.load(match[1], Loader=yaml.BaseLoader)) if match else {}
        except yaml.YAMLError:
            data = {}
        return data if isinstance(data, dict) else {}

    def config(self, commit: str) -> dict[str, Any]:
        """The part of config.json that the API repeats, and the base of an adapter."""
        files = self.commits[commit]
        config = _json_object(files.get("config.json", b""))
        told = {key: config[key] for key in _CONFIG_KEYS if key in config}
        base = _json_object(files.get("adapter_config.json", b"")).get("base_model_name_or_path")
        return told | ({"peft": {"base_model_name_or_path": base}} if base else {})

    def base_models(self, commit: str) -> tuple[str, list[str]] | None:
        """The relation and the ids of the models this one was made from, None without any."""
        card = self.card_data(commit)
        bases = _listed(card.get("base_model"))
        if not bases:
            return None
        paths = self.commits[commit]
        inferred = (
            "adapter"
            if "adapter_config.json" in paths
            else "quantized"
            if any(path.endswith(".gguf") for path in paths)
            else "merge"
            if len(bases) > 1
            else "finetune"
        )
        return str(card.get("base_model_relation", inferred)), bases

    def all_tags(self, commit: str) -> list[str]:
        """The tags that the Hub derives, which are not those of the card alone."""
        card, paths = self.card_data(commit), self.commits[commit]
        tags = [suffix for suffix in ("safetensors", "gguf", "onnx") if any(path.endswith(suffix) for path in paths)]
        tags += _listed(card.get("tags"))
        tags += [f"dataset:{dataset}" for dataset in _listed(card.get("datasets"))]
        if base := self.base_models(commit):
            relation, ids = base
            tags += [f"base_model:{id_}" for id_ in ids] + [f"base_model:{relation}:{id_}" for id_ in ids]
        tags += [f"license:{license_}" for license_ in _listed(card.get("license"))]
        tags += ["custom_code"] if "auto_map" in self.config(commit) else []
        return [*tags, *self.tags, "region:us"]


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _json_object(content: bytes) -> dict[str, Any]:
    try:
        value = json.loads(content)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _yaml_1_2(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _yaml_1_2(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_yaml_1_2(item) for item in value]
    if value in ("true", "false"):
        return value == "true"
    if value in ("", "null", "~"):
        return None
    try:
        return float(value) if "." in value else int(value)
    except ValueError:
        return value
