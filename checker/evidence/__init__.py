"""
Evidence: what was read about a model, before anything is concluded from it.

`front_matter` and `card` the README · `card_fields` what card metadata says · `hub_fields` the Hub's own record ·
`license_files` the license-like files · `configs` configuration files · `weight_headers` which headers of weights are
read, with `gguf` and `safetensors` · `formats` what file names tell · `problems` the codes of what can be wrong.
"""

from __future__ import annotations

from checker.evidence.collector import FACTS, collect

__all__ = ["FACTS", "collect"]
