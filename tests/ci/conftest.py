"""The project folder and the Hub are those of the scan."""

from __future__ import annotations

from tests.discover.conftest import hub, project

__all__ = ["hub", "project"]
