"""Keep the user's token out of everything that is printed."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\b(hf_|api_org_)[A-Za-z0-9]{6,}|(?<=[Bb]earer )\S+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")


def redact(text: str) -> str:
    """`text` with Hugging Face tokens, bearer values and `user:password@` replaced."""
    return _TOKEN.sub("[redacted]", text)
