"""
License and release-policy compliance checks for AI models on Hugging Face.

`checker.identify(text)` names a license text and shows every word that was changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.version import __version__

if TYPE_CHECKING:
    from checker.identify import identify

__all__ = ["__version__", "identify"]


def __getattr__(name: str) -> Any:
    """The rooms that can be called, imported when they are."""
    if name == "identify":
        from importlib import import_module

        return import_module("checker.identify")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
