"""The picture of a lineage for who does not see it, and on paper."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import msgspec

from checker.model.report import AuditReport, ModelAudit
from checker.reports.svg import lineage_picture
from tests.reports.test_contrast import contrast, schemes

SVG = "{http://www.w3.org/2000/svg}"


def diamond(report: AuditReport) -> ModelAudit:
    """A merge of two models that come from one."""
    (model,) = report.models
    base, older = model.lineage
    merged = [msgspec.structs.replace(base, id=f"river/arm-{arm}", relation="merge") for arm in "ab"]
    sources = [msgspec.structs.replace(older, parent_of=arm.id) for arm in merged]
    return msgspec.structs.replace(model, lineage=(*merged, *sources))


def test_the_picture_is_named_and_says_each_edge_in_words(denied: AuditReport) -> None:
    model = diamond(denied)

    picture = ElementTree.fromstring(lineage_picture(model, "m1"))
    title, description = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")

    assert title is not None
    assert description is not None
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == f"Lineage of {model.id}"
    said = description.text or ""
    assert len(picture.findall(f"{SVG}path")) == len(model.lineage) == len(re.findall(r" pass(?:es)? on\.", said))
    for entry in model.lineage:
        assert re.search(rf"{entry.parent_of} is [a-z -]+ {entry.id} ", said)
    assert said.count("This step leads to what decided.") == sum(entry.decides for entry in model.lineage)


def test_the_picture_can_be_read_on_paper_without_the_style_of_the_page(denied: AuditReport) -> None:
    picture = ElementTree.fromstring(lineage_picture(denied.models[0], "m1"))
    (paper,) = {box.get("fill") for box in picture.iter(f"{SVG}rect") if box.get("class") != "bar"}
    inks = {text.get("fill") for text in picture.iter(f"{SVG}text")}
    lines = {line.get("stroke") for line in picture.iter(f"{SVG}path")}

    assert paper is not None
    for ground in (paper, schemes()["print"]["paper"]):
        assert min(contrast(str(ink), ground) for ink in inks) >= 4.5
        assert min(contrast(str(line), ground) for line in lines) >= 3
