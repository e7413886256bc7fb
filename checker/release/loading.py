"""What loading the model needs: configuration, tokenizer, code, all shards of an index, and that none is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from checker.errors import DocumentError
from checker.model.release import Loading
from checker.model.snapshot import Snapshot
from checker.release.soundness import read_broken
from checker.release.whole import parse_json, read_whole

MAX_CONFIG_BYTES = 1_000_000
MAX_INDEX_BYTES = 10_000_000
# Real configurations name a handful of classes, and an index some hundred shards.
MAX_NAMED = 2_000

CONFIGS = (
    *("config.json", "model_index.json", "adapter_config.json", "config.yaml", "params.json", "open_clip_config.json"),
    *("hyperparams.yaml", "model.json", "mlx_config.json"),
)
TOKENIZERS = re.compile(
    r"(?:tokenizer(?:_config)?\.json|tokenizer\.model|tekken\.json|.*\.tiktoken|spiece\.model|sentencepiece.*\.model"
    r"|vocab\.(?:json|txt)|(?:pre)?processor_config\.json)\Z",
    re.IGNORECASE,
)


def read_loading(snapshot: Snapshot) -> Loading:
    """What the listing and the configuration tell about loading the model."""
    paths = [entry.path for entry in snapshot.files]
    placed = _placed(snapshot, paths)
    config = next((path for name in CONFIGS for path in paths if path == name), None)
    return Loading(
        config=config,
        tokenizer=next((path for path in paths if TOKENIZERS.match(PurePosixPath(path).name)), None),
        code=tuple(dict.fromkeys(islice(_code(snapshot), MAX_NAMED))) if "config.json" in paths else (),
        missing_shards=tuple(islice(sorted(placed.keys() - set(paths)), MAX_NAMED)),
        broken=read_broken(snapshot, placed),
    )


def _code(snapshot: Snapshot) -> Iterator[str]:
    found = _read_json(snapshot, "config.json", MAX_CONFIG_BYTES).get("auto_map")
    for written in found.values() if isinstance(found, dict) else ():
        yield from (str(item) for item in (written if isinstance(written, list) else [written]) if item)


def _placed(snapshot: Snapshot, paths: Sequence[str]) -> dict[str, set[str]]:
    """The shards that the indexes name, each with the tensors that they place there."""
    placed: dict[str, set[str]] = {}
    for path in paths:
        if path.endswith((".safetensors.index.json", ".bin.index.json")):
            shards = _read_json(snapshot, path, MAX_INDEX_BYTES).get("weight_map")
            folder = path.rpartition("/")[0]
            for tensor, shard in shards.items() if isinstance(shards, dict) else ():
                placed.setdefault(f"{folder}/{shard}" if folder else str(shard), set()).add(tensor)
    return placed


def _read_json(snapshot: Snapshot, path: str, limit: int) -> Mapping[str, Any]:
    try:
        data = parse_json(read_whole(snapshot, path, limit).data)
    except DocumentError:
        # That a configuration does not parse is a finding about the evidence.
        return {}
    return data if isinstance(data, dict) else {}
