"""The digest of what a policy decides, however its lines were spread over files."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from checker.policy.schema import Rules
from checker.policy.written import written_form


def digest_of(rules: Rules) -> str:
    """`sha256:…` over all rules. Name and purpose are left out, and the order of a list's entries does not matter."""
    decided = {name: _unordered(written_form(getattr(rules, name))) for name in Rules.__struct_fields__}
    for label in ("name", "purpose"):
        del decided[label]
    return f"sha256:{hashlib.sha256(msgspec.json.encode(decided, order='deterministic')).hexdigest()}"


def _unordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unordered(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return sorted(map(_unordered, value), key=lambda inner: msgspec.json.encode(inner, order="deterministic"))
    return value
