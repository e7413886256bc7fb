"""Spellings folded to one form, so that a lookup stays exact where people's spelling varies."""

from __future__ import annotations

import re
from urllib.parse import unquote

# Characters that are not seen, or turn the order of others, belong to no name: they stay, so that nothing matches.
_UNSEEN = r"[\x00-\x08\x0e-\x1f\x7f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
_TOKEN = re.compile(rf"\d+(?:\.\d+)*|[^\W\d_]+|\+|{_UNSEEN}")
_NOISE = ("license", "licence", "the")
_BRANCH_VIEW = re.compile(r"/(?:raw|resolve)/")


def fold_name(text: str) -> str:
    """
    `text` without case, spaces, punctuation and the word "license".

    Version dots, `+` and characters that cannot be seen stay. Two numbers keep a mark between them: `2.0` and `2 0`
    are different names.
    """
    folded = ""
    for token in _TOKEN.findall(text.casefold()):
        if token in _NOISE:
            continue
        apart = "-" if folded and folded[-1].isdigit() and token[0].isdigit() else ""
        folded += apart + token
    return folded


def fold_url(text: str) -> str:
    """
    An address without scheme, `www.`, query, fragment, percent signs and final slash.

    A file's raw form equals its page.
    """
    bare = re.sub(r"\A[a-z]+://", "", text.strip(), flags=re.IGNORECASE)
    bare = unquote(re.split(r"[?#]", bare, maxsplit=1)[0]).rstrip("/")
    host, slash, path = bare.partition("/")
    return host.lower().removeprefix("www.") + slash + _BRANCH_VIEW.sub("/blob/", f"/{path}")[1:]
