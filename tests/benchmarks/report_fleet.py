"""
How large the page on many models is, and how fast a browser loads and filters it.

Makes a report on 10,000 invented models, renders it, opens it in headless Chromium and prints sizes and times:
`python tests/benchmarks/report_fleet.py [models]`. It fails on nothing; the numbers are for reading.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from checker.model.report import (
    AuditReport,
    Decision,
    Finding,
    ModelAudit,
    PolicyInfo,
    ReportedLicense,
    ToolInfo,
)
from checker.model.verdict import Severity, Verdict
from checker.reports import RENDERERS, RenderOptions

CHROMIUM = (
    *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
LICENSES = (
    ("Apache-2.0", "permissive", Verdict.ALLOW),
    ("MIT", "permissive", Verdict.ALLOW),
    ("CC-BY-NC-4.0", "non-commercial", Verdict.DENY),
    ("LicenseRef-river-community-1", "threshold", Verdict.REVIEW),
    ("NOASSERTION", "", Verdict.UNKNOWN),
)
# Runs in the page, added to a copy of it beside a policy that admits it; the report itself is not changed.
PROBE = """
addEventListener("load", () => {
  const loaded = performance.now();
  const times = [];
  const words = document.getElementById("words");
  for (const typed of ["m", "mo", "mod", "model-99", "nothing at all", ""]) {
    const start = performance.now();
    words.value = typed;
    words.dispatchEvent(new Event("input"));
    document.body.offsetHeight;
    times.push(Math.round(performance.now() - start));
  }
  const start = performance.now();
  document.querySelector("#index thead button").click();
  document.body.offsetHeight;
  const load = performance.getEntriesByType("navigation")[0];
  document.title = JSON.stringify({
    interactive_ms: Math.round(load.domInteractive), load_ms: Math.round(loaded),
    filter_ms: times, sort_ms: Math.round(performance.now() - start),
    elements: document.querySelectorAll("*").length,
  });
});
"""


def invented(number: int) -> ModelAudit:
    """One model; every fifth is under each license."""
    license, family, verdict = LICENSES[number % len(LICENSES)]
    name = f"acme-{number % 40}/model-{number}"
    because = (
        f"permissive-only does not accept {license}." if verdict is not Verdict.ALLOW else f"{license} is accepted."
    )
    finding = Finding(
        code=f"LC0{number % 5 + 1}01",
        title=f"Something invented {number % 5}",
        verdict=verdict,
        severity=Severity.MEDIUM,
        message=because,
        fix="Choose another model.",
        fingerprint=f"f-{number}",
    )
    return ModelAudit(
        id=name,
        kind="model",
        revision=f"{number:040x}",
        repo_id_hash=None,
        source="hub",
        verdict=verdict,
        complete=True,
        license=ReportedLicense(
            declared=license, detected=(), concluded=license, families=(family,) if family else (), because="The card."
        ),
        lineage=(),
        findings=(finding,),
        obligations=(),
        decided_by=Decision(rule=finding.code, because=because),
        not_checked=(),
    )


def main(count: int) -> None:
    report = AuditReport(
        tool=ToolInfo(name="lic-check", version="0", catalog="sha256:0"),
        policy=PolicyInfo(name="permissive-only", digest="sha256:0", context={"use": "commercial"}),
        verdict=Verdict.DENY,
        complete=True,
        exit_code=1,
        models=tuple(map(invented, range(count))),
        errors=(),
    )
    start = time.perf_counter()
    page = RENDERERS["html"].render(report, RenderOptions())
    assert isinstance(page, str)
    seconds = time.perf_counter() - start
    size = len(page.encode())
    sys.stdout.write(
        f"{count:,} models: {size / 1e6:.1f} MB, {size / count:.0f} bytes a model, rendered in {seconds:.1f} s\n"
    )
    probed = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page) + f"<script>{PROBE}</script>"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "fleet.html"
        file.write_text(probed, encoding="utf-8")
        done = subprocess.run(
            [*CHROMIUM, f"--user-data-dir={folder}/profile", "--dump-dom", file.as_uri()],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
    title = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
    sys.stdout.write(f"{title[1] if title else 'the page did not answer'}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
