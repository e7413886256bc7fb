"""The page under a keyboard and under axe-core, driven in a real browser through chromedriver."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from checker.model.report import AuditReport
from checker.reports import RENDERERS, RenderOptions

CHROMEDRIVER = shutil.which("chromedriver")
AXE = os.environ.get("LIC_CHECK_AXE", "")
TAB, ENTER = "\ue004", "\ue007"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMEDRIVER is None, reason="needs chromedriver on the PATH: these tests press keys in a page"),
]


class Page:
    """One window of a browser, spoken to as WebDriver (W3C) says."""

    def __init__(self, session: str, folder: Path) -> None:
        self.session = session
        self.folder = folder

    def open(self, report: AuditReport, options: RenderOptions | None = None) -> None:
        page = RENDERERS["html"].render(report, options or RenderOptions())
        assert isinstance(page, str)
        file = self.folder / "page.html"
        file.write_text(page, encoding="utf-8")
        post(f"{self.session}/url", {"url": file.as_uri()})

    def run(self, script: str, *arguments: Any) -> Any:
        return post(f"{self.session}/execute/sync", {"script": script, "args": arguments})

    def wait_for(self, script: str) -> Any:
        """What `script` hands to its callback `arguments[0]`."""
        return post(f"{self.session}/execute/async", {"script": script, "args": []})

    def press(self, keys: str) -> None:
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        post(f"{self.session}/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def tab_to(self, selector: str, limit: int = 60) -> None:
        """Press Tab until the element that `selector` names has the focus; fails when it never gets it."""
        for _ in range(limit):
            self.press(TAB)
            if self.run("return document.activeElement.matches(arguments[0])", selector):
                return
        pytest.fail(f"{selector} is not reached by {limit} presses of Tab")

    def use_scheme(self, scheme: str) -> None:
        media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        post(f"{self.session}/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": media})

    def shown(self) -> list[str]:
        return list(
            self.run(
                "return [...document.querySelectorAll('#index tbody tr:not([hidden])')].map(row => row.textContent)"
            )
        )


def post(url: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["value"]


@pytest.fixture(scope="module")
def driver() -> Iterator[str]:
    """The address of a chromedriver on a free port."""
    with subprocess.Popen([str(CHROMEDRIVER), "--port=0"], stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout
        ports = (line.rstrip(".\n").rpartition("on port ")[2] for line in process.stdout if "successfully" in line)
        yield f"http://127.0.0.1:{next(ports)}"
        process.terminate()


@pytest.fixture
def page(driver: str, tmp_path: Path) -> Iterator[Page]:
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    capabilities = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": {"args": arguments}}}
    session = f"{driver}/session/{post(f'{driver}/session', {'capabilities': capabilities})['sessionId']}"
    yield Page(session, tmp_path)
    with urllib.request.urlopen(urllib.request.Request(session, method="DELETE"), timeout=60):
        pass


def test_the_filter_is_reached_and_used_with_the_keyboard_alone(page: Page, rich: AuditReport) -> None:
    page.open(rich)
    assert len(page.shown()) == len(rich.models)

    page.tab_to("#words")
    page.press("pebble")
    assert [row for row in page.shown() if "pebble" not in row] == []
    assert len(page.shown()) == sum("pebble" in model.id for model in rich.models)


def test_a_column_is_sorted_with_the_keyboard_and_says_so(page: Page, rich: AuditReport) -> None:
    page.open(rich)
    page.tab_to("#index thead th:nth-child(2) button")
    page.press(ENTER)

    names = page.run("return [...document.querySelectorAll('#index tbody tr')].map(row => row.cells[1].textContent)")
    assert names == sorted(model.id for model in rich.models)
    assert page.run("return document.activeElement.closest('th').getAttribute('aria-sort')") == "ascending"


def test_a_folded_page_is_opened_with_the_keyboard(page: Page, rich: AuditReport) -> None:
    many = [msgspec.structs.replace(model, id=f"{model.id}-{copy}") for model in rich.models for copy in range(5)]
    page.open(msgspec.structs.replace(rich, models=tuple(many)))
    assert page.run("return document.querySelectorAll('details[open]').length") == 0

    page.tab_to("#index tbody a")
    page.press(ENTER)

    assert page.run("return document.querySelector(location.hash).closest('details').open")


def test_what_has_the_focus_can_be_seen(page: Page, rich: AuditReport) -> None:
    page.open(rich)
    page.tab_to("#words")

    assert page.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.skipif(not AXE, reason="needs axe-core: LIC_CHECK_AXE names no axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["denied", "allowed", "rich"])
def test_axe_finds_no_violation(name: str, scheme: str, page: Page, request: pytest.FixtureRequest) -> None:
    report: AuditReport = request.getfixturevalue(name)
    page.use_scheme(scheme)
    page.open(report, RenderOptions(previous=msgspec.structs.replace(report, models=report.models[1:])))
    page.run("document.querySelectorAll('details').forEach(details => { details.open = true; })")
    page.run(Path(AXE).read_text(encoding="utf-8"))

    found = page.wait_for("window.axe.run().then(arguments[0])")
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found["violations"]] == []
    assert len(found["passes"]) > 20
