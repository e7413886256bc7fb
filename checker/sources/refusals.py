"""
What an HTTP answer of the Hub means, as a `SourceError`.

Told by X-Error-Code, then X-Error-Message, then the status and whether a token was sent: the Hub hides private
repositories from strangers by answering 401 for what does not exist, and answers 403 for several reasons.
"""

from __future__ import annotations

from collections.abc import Mapping

from checker.errors import SourceError, SourceErrorKind

MAX_SERVER_MESSAGE = 160


def refusal(what: str, status: int, headers: Mapping[str, str], *, had_token: bool, is_repository: bool) -> SourceError:
    """
    The error for an answer other than the one asked for.

    `what` names the repository or file for people; `headers` has lower-case names and printable values;
    `is_repository` tells a request about a repository from one for a file in it.
    """
    said = headers.get("x-error-message", "")[:MAX_SERVER_MESSAGE].strip()
    kind = (
        _BY_CODE.get(headers.get("x-error-code", ""))
        or _kind_by_message(said, had_token=had_token)
        or _kind_by_status(status, had_token=had_token, is_repository=is_repository)
    )
    message, fix = _WORDS[kind]
    if kind in (SourceErrorKind.UNREADABLE, SourceErrorKind.NETWORK):
        message += f" (HTTP {status}{f': {said}' if said else ''})"
    if kind is SourceErrorKind.GATED and not had_token:
        fix += ", and set HF_TOKEN to a token of that account"
    if kind is SourceErrorKind.MISSING_OR_PRIVATE and not had_token:
        fix += "; for a private repository set HF_TOKEN"
    return SourceError(kind, f"{what} {message}", fix=fix)


_BY_CODE = {
    "RepoNotFound": SourceErrorKind.MISSING_OR_PRIVATE,
    "GatedRepo": SourceErrorKind.GATED,
    "RevisionNotFound": SourceErrorKind.REVISION,
    "EntryNotFound": SourceErrorKind.UNREADABLE,
}

_WORDS = {
    SourceErrorKind.MISSING_OR_PRIVATE: ("does not exist, or is private", "check the spelling"),
    SourceErrorKind.GATED: ("is gated: its files are for accounts that were granted access", "ask for access"),
    SourceErrorKind.DISABLED: ("was disabled by the Hub", "open its page to read why; treat it as not available"),
    SourceErrorKind.REVISION: (
        "is no revision of that repository",
        "name a branch, a tag or a commit that its page lists",
    ),
    SourceErrorKind.CREDENTIALS: (
        "was not looked up: the Hub does not accept the token",
        "renew HF_TOKEN or the saved login (hf auth login), or unset it to read public repositories",
    ),
    SourceErrorKind.UNREADABLE: (
        "is not given out by the Hub",
        "open it in a browser; if it opens there, use a token with read access to it",
    ),
    SourceErrorKind.NETWORK: ("cannot be had from the Hub now", "run it again later"),
}


def _kind_by_message(said: str, *, had_token: bool) -> SourceErrorKind | None:
    lowered = said.lower()
    if lowered.startswith("access to this resource is disabled"):
        return SourceErrorKind.DISABLED
    if lowered.startswith("invalid credentials in authorization header"):
        return SourceErrorKind.CREDENTIALS
    if lowered.startswith("invalid username or password"):
        return SourceErrorKind.CREDENTIALS if had_token else SourceErrorKind.MISSING_OR_PRIVATE
    return None


def _kind_by_status(status: int, *, had_token: bool, is_repository: bool) -> SourceErrorKind:
    if status == 401:
        return SourceErrorKind.CREDENTIALS if had_token else SourceErrorKind.MISSING_OR_PRIVATE
    if status == 404 and is_repository:
        return SourceErrorKind.MISSING_OR_PRIVATE
    if status >= 500 or status in (407, 408):
        return SourceErrorKind.NETWORK
    return SourceErrorKind.UNREADABLE
