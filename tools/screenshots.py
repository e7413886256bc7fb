"""
The picture of a report that the README shows: `python tools/screenshots.py [docs/report.png]`.

Audits a shipped example without network, opens the page in headless Chromium and takes the first screen of it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = (
    "examples/apache-tag-on-llama",
    "--offline",
    "--isolated",
    "--exit-zero",
    "--quiet",
    "--set",
    "use=commercial",
)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--hide-scrollbars", "--window-size=860,1120"),
)


def main(picture: Path) -> None:
    """Write the picture; the date of the audit is a fixed one, so that the same page gives the same picture."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        environment = {
            **os.environ,
            "HF_HUB_CACHE": str(ROOT / "examples" / "hub-cache"),
            "SOURCE_DATE_EPOCH": "1767323040",
        }
        audit = [sys.executable, "-m", "checker", *EXAMPLE, "-o", f"html={page}"]
        subprocess.run(audit, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        browser = ["chromium", *FLAGS, f"--user-data-dir={folder}/profile", f"--screenshot={picture.resolve()}"]
        subprocess.run([*browser, page.as_uri()], check=True, capture_output=True)
    sys.stdout.write(f"wrote {picture}, {picture.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "report.png")
