"""
Configuration files that name a base model or say what the model is.

`adapter_config.json` and mergekit's file state their bases; `_name_or_path` of `config.json` and `model_index.json`
only hints at one. On the Hub these two are fetched only where nothing states a base, or where a release is judged: the
Hub's record has the rest of them, and the Hub counts each read of them as a download of the model.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from checker.errors import DocumentError, SourceError
from checker.evidence.card_fields import Cite, claim_bases, word
from checker.evidence.files import Content, quote, read_content
from checker.evidence.problems import CONFIG_UNPARSABLE
from checker.evidence.reading import Reading, join, known, unread
from checker.model.evidence import BaseClaim, Citation, Fact, Problem, Relation
from checker.model.snapshot import Origin, Snapshot
from checker.resources import parse_yaml

MAX_CONFIG_BYTES = 1_000_000
# Of each kind of file: training leaves one beside every checkpoint, all alike.
MAX_CONFIGS = 4

MODEL_CONFIGS = ("config.json", "model_index.json")
ADAPTER_CONFIG = "adapter_config.json"
MERGE_CONFIGS = ("mergekit_config.yml", "mergekit_config.yaml", "mergekit_moe_config.yml", "mergekit_moe_config.yaml")
# Keys of a model's configuration, or of a part of it such as `text_config`, that name what it was made from.
_ORIGIN_KEYS = ("_name_or_path", "base_model_name_or_path", "base_model", "mm_vision_tower")
# Keys whose value is a model, wherever they stand in a mergekit file.
_MERGE_KEYS = ("model", "base_model", "source_model")


def read_configs(snapshot: Snapshot, *, wants_hints: bool) -> Reading:
    """
    The claims of all configuration files that are worth a read from where the snapshot comes from.

    `wants_hints`: a hint at a base is worth a request, since none is stated elsewhere or the two are to be compared.
    """
    stating = join(
        [
            _read_each(snapshot, (ADAPTER_CONFIG,), _read_adapter),
            _read_each(snapshot, MERGE_CONFIGS, _read_merge),
        ]
    )
    fetches = wants_hints and not stating.bases
    paths = (entry.path for entry in snapshot.files if entry.path in MODEL_CONFIGS)
    return join([stating, *(_read_hints(snapshot, path, fetches=fetches) for path in paths)])


def _read_hints(snapshot: Snapshot, path: str, *, fetches: bool) -> Reading:
    if snapshot.origin is not Origin.HUB:
        return _read_file(snapshot, path, _read_config)
    if not fetches:
        reason = f"{path}: not fetched, for the Hub counts that as a download; a base hinted at there is not seen"
        return Reading(not_checked=(reason,))
    reading = _read_file(snapshot, path, _read_config)
    # A hint that cannot be had is no missing evidence.
    return Reading(not_checked=reading.not_checked) if reading.inaccessible else reading


def read_model_config(config: Mapping[str, Any], cite: Cite) -> Reading:
    """The facts of a model's configuration, of its file or of the Hub's record."""
    facts: dict[str, Fact] = {}
    if architectures := tuple(a for a in _items(config.get("architectures")) if isinstance(a, str)):
        facts["architectures"] = known(architectures, cite("architectures"))
    if model_type := word(config.get("model_type")):
        facts["model_type"] = known(model_type, cite("model_type"))
    vocabulary = config.get("vocab_size")
    if isinstance(vocabulary, int) and not isinstance(vocabulary, bool):
        facts["vocab_size"] = known(vocabulary, cite("vocab_size"))
    quantization = config.get("quantization_config")
    if isinstance(quantization, Mapping) and (method := word(quantization.get("quant_method"))):
        facts["quantization"] = known(method, cite("quantization_config.quant_method"))
    return Reading(facts=facts)


Reader = Callable[[Content], Reading]


def _read_each(snapshot: Snapshot, names: Sequence[str], reader: Reader) -> Reading:
    found = [entry.path for entry in snapshot.files if PurePosixPath(entry.path).name in names]
    found.sort(key=lambda path: (path.count("/"), path))
    left = found[MAX_CONFIGS:]
    skipped = Reading(not_checked=(quote(f"{len(left)} more of {names[0]}: {', '.join(left[:9])}"),) if left else ())
    return join([*(_read_file(snapshot, path, reader) for path in found[:MAX_CONFIGS]), skipped])


def _read_file(snapshot: Snapshot, path: str, reader: Reader) -> Reading:
    content = read_content(snapshot, path, MAX_CONFIG_BYTES)
    if isinstance(content, SourceError):
        return unread(path, content)
    try:
        if content.truncated:
            raise DocumentError(f"it is longer than {MAX_CONFIG_BYTES:,} bytes")
        return reader(content)
    except DocumentError as fault:
        return Reading(problems=(_unparsable(content, fault),))


def _unparsable(content: Content, fault: DocumentError) -> Problem:
    here = Citation(file=content.path, line=fault.line or None, sha256=content.sha256)
    return CONFIG_UNPARSABLE.at(here, path=content.path, reason=fault)


def _read_config(content: Content) -> Reading:
    config = _parse_json(content)
    facts = {"remote_code": known(bool(config.get("auto_map")), _cite(content, "auto_map"))}
    bases = tuple(
        claim
        for path, name in _origins(config)
        for claim in claim_bases(name, Relation.UNSTATED, _cite(content, path, name), hint=True)
    )
    return join([Reading(bases=bases, facts=facts), read_model_config(config, lambda path: _cite(content, path))])


def _origins(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(path, name) of each origin, also of parts: a vision-language model keeps that of its language model there."""
    parts = {f"{key}.": part for key, part in config.items() if key.endswith("_config") and isinstance(part, dict)}
    for prefix, part in {"": config, **parts}.items():
        for key in _ORIGIN_KEYS:
            if name := word(part.get(key)):
                yield f"{prefix}{key}", name


def _read_adapter(content: Content) -> Reading:
    config = _parse_json(content)
    base = word(config.get("base_model_name_or_path"))
    if not base:
        return Reading()
    here = _cite(content, "base_model_name_or_path", base)
    return Reading(bases=tuple(claim_bases(base, Relation.ADAPTER, here, revision=word(config.get("revision")))))


def _read_merge(content: Content) -> Reading:
    document = parse_yaml(content.data.decode("utf-8-sig", errors="replace"))
    claims: dict[tuple[str, str | None], BaseClaim] = {}
    for path, name, revision in _merge_parents(document.data, ""):
        line, _ = document.places.get(path, (None, 0))
        here = Citation(file=content.path, line=line, field=path, quote=quote(name), sha256=content.sha256)
        for claim in claim_bases(name, Relation.MERGE, here, revision=revision):
            claims.setdefault((claim.id, claim.revision), claim)
    return Reading(bases=tuple(claims.values()))


def _merge_parents(node: Any, path: str) -> Iterator[tuple[str, str, str | None]]:
    """(path, name, revision) of each model; mergekit writes `name@revision+adapter`, or a mapping with `path`."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _merge_parents(item, f"{path}[{index}]")
    elif isinstance(node, dict):
        for key, value in node.items():
            here = f"{path}.{key}" if path else key
            if key in _MERGE_KEYS and isinstance(value, str):
                for part in value.split("+"):
                    name, _, revision = part.partition("@")
                    if name.strip():
                        yield here, name, revision or None
            elif key in _MERGE_KEYS and isinstance(value, dict) and (folder := word(value.get("path"))):
                yield here, folder, word(value.get("revision"))
            else:
                yield from _merge_parents(value, here)


def _parse_json(content: Content) -> Mapping[str, Any]:
    try:
        data = json.loads(content.data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise DocumentError(f"not valid JSON: {fault}") from None
    if not isinstance(data, dict):
        raise DocumentError("it holds no keys with values")
    return data


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _cite(content: Content, field: str, shown: str | None = None) -> Citation:
    return Citation(file=content.path, field=field, quote=quote(shown) if shown else None, sha256=content.sha256)
