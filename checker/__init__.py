"""License and release-policy compliance checks for AI models on Hugging Face."""

from checker.version import __version__

__all__ = ["__version__"]
