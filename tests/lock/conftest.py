"""The project folder and the commands are those of the scan."""

from __future__ import annotations

from tests.discover.conftest import command, hub, project, scan

__all__ = ["command", "hub", "project", "scan"]
