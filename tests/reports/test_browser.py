"""The page in a real browser: it renders, says nothing on the console, asks for nothing, and runs nothing but ours."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from checker.model.report import AuditReport
from checker.reports import RENDERERS, RenderOptions
from checker.resources import bundled

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--enable-logging=stderr"),
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the PATH: these tests open the page in it"),
]
# Typed into the page by a script that stands in for a reader; its policy is the page's with this one digest more.
TYPE = """
const words = document.getElementById("words");
words.value = "river";
words.dispatchEvent(new Event("input"));
document.querySelectorAll("#index thead button")[1].click();
document.querySelectorAll("#index thead button")[1].click();
"""


class Browser:
    """Opens pages from files and gives the document as it became, and what the console said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, page: str, *flags: str, fragment: str = "") -> tuple[str, list[str]]:
        file = self.folder / "page.html"
        file.write_text(page, encoding="utf-8")
        done = subprocess.run(
            [
                str(CHROMIUM),
                *FLAGS,
                *flags,
                f"--user-data-dir={self.folder}/profile",
                "--dump-dom",
                file.as_uri() + fragment,
            ],
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=True,
        )
        return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


class Counter:
    """A server on this machine that counts every request."""

    def __init__(self) -> None:
        self.hits: list[str] = []
        counter = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                counter.hits.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                del format, args

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    return Browser(tmp_path)


@pytest.fixture
def counter() -> Iterator[Counter]:
    counting = Counter()
    thread = threading.Thread(target=counting.server.serve_forever, daemon=True)
    thread.start()
    yield counting
    counting.server.shutdown()
    counting.server.server_close()
    thread.join()


def page_of(report: AuditReport, template_dir: Path | None = None, previous: AuditReport | None = None) -> str:
    page = RENDERERS["html"].render(report, RenderOptions(template_dir=template_dir, previous=previous))
    assert isinstance(page, str)
    return page


def hostile(url: str) -> str:
    """Every way we know by which a text may run or ask for something, in one."""
    return (
        f"</title></style></svg>\"'><script>document.title='owned';new Image().src='{url}/script'</script>"
        f"<img src='{url}/img' onerror=\"document.title='owned'\"><svg onload=\"document.title='owned'\"></svg>"
        f"<iframe src='{url}/frame'></iframe><link rel=stylesheet href='{url}/style'>"
        f"<style>@import url({url}/import);body{{background:url({url}/background)}}</style>"
        f"<base href='{url}/'><object data='{url}/object'></object><form action='{url}/form'></form>"
    )


@pytest.mark.parametrize("name", ["denied", "allowed", "rich"])
def test_a_page_renders_without_a_word_on_the_console(
    name: str, browser: Browser, request: pytest.FixtureRequest
) -> None:
    report: AuditReport = request.getfixturevalue(name)

    document, console = browser.open(page_of(report))

    assert console == []
    for model in report.models:
        assert model.id in document


def test_no_text_runs_or_asks_for_anything(
    browser: Browser, counter: Counter, rich: AuditReport, inject: Callable[[AuditReport, str], AuditReport]
) -> None:
    report = inject(rich, hostile(counter.url))

    document, console = browser.open(page_of(report, previous=rich))

    assert counter.hits == []
    assert console == []
    assert "<title>owned" not in document


def test_the_policy_of_the_page_holds_where_a_template_escapes_nothing(
    browser: Browser,
    counter: Counter,
    tmp_path: Path,
    rich: AuditReport,
    inject: Callable[[AuditReport, str], AuditReport],
) -> None:
    careless = tmp_path / "templates"
    careless.mkdir()
    marked = 0
    for template in ("model.html", "fleet.html", "parts.html", "appendix.html", "record.html"):
        text = bundled("templates").joinpath(template).read_text(encoding="utf-8")
        text, count = re.subn(
            r"\{\{ ((?:audit|finding|cited|terms|clause|duty|row|failure)\.[a-z_.]+) \}\}", r"{{ \1 | safe }}", text
        )
        marked += count
        (careless / template).write_text(text, encoding="utf-8")
    report = inject(rich, hostile(counter.url))

    page = page_of(report, careless)
    document, console = browser.open(page)

    assert marked > 20
    assert f"<img src='{counter.url}/img'" in page
    assert any("Content Security Policy" in line for line in console)
    assert counter.hits == []
    assert "<title>owned" not in document


def test_the_payload_of_these_tests_does_run_where_nothing_stops_it(browser: Browser, counter: Counter) -> None:
    document, _ = browser.open(f"<!doctype html><title>x</title><body>{hostile(counter.url)}")

    assert "<title>owned" in document
    assert {"/script", "/img"} <= set(counter.hits)


def test_the_filter_and_the_sorting_work(browser: Browser, rich: AuditReport) -> None:
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page_of(rich))

    document, console = browser.open(page.replace("</body>", f"<script>{TYPE}</script></body>"))

    assert console == []
    index = document[document.index('<table id="index"') : document.index("</table>", document.index('id="index"'))]
    rows = re.findall(r"<tr( hidden=\"\")?><td class=\"verdict.*?<td>(?:<a[^>]*>)?([^<]+)", index)
    assert [id for hidden, id in rows if not hidden] == ["acme/brook-7b-instruct"]
    assert [id for _, id in rows] == sorted((model.id for model in rich.models), reverse=True)
    assert "1 of 5 shown" in document
    assert 'aria-sort="descending"' in index


def test_a_link_to_a_folded_page_opens_it(browser: Browser, denied: AuditReport) -> None:
    (model,) = denied.models
    many = msgspec.structs.replace(
        denied, models=tuple(msgspec.structs.replace(model, id=f"acme/m{n:02}") for n in range(12))
    )
    page = page_of(many)
    last = re.findall(r'<article class="model" id="([^"]+)"', page)[-1]

    folded, _ = browser.open(page)
    opened, _ = browser.open(page, fragment=f"#{last}")

    assert '<details class="page" open' not in folded
    assert opened.count('<details class="page" open') == 1


def test_the_page_is_complete_without_its_script(rich: AuditReport) -> None:
    page = page_of(rich)
    plain = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)

    assert '<div class="filter screen-only" id="filter" hidden>' in plain
    for model in rich.models:
        assert plain.count(model.id) > 1


def test_it_prints(browser: Browser, tmp_path: Path, denied: AuditReport) -> None:
    pdf = tmp_path / "page.pdf"

    browser.open(page_of(denied), f"--print-to-pdf={pdf}")

    assert pdf.read_bytes().startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) >= 2
