"""
A target → a `Snapshot`: from the Hub, from what was read of it before, from the user's Hugging Face cache, or from a
local folder.

    settings = SourceSettings.from_environment(os.environ, Path.home())
    snapshot = Sources(settings).open(parse_target("org/model"))
"""

from __future__ import annotations

from checker.sources.pinned import fetch_pinned
from checker.sources.settings import SourceSettings
from checker.sources.sources import Sources
from checker.sources.targets import parse_hub_target, parse_target

__all__ = ["SourceSettings", "Sources", "fetch_pinned", "parse_hub_target", "parse_target"]
