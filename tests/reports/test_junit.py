"""JUnit against a schema of what CI services read, and its counts against its contents."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from checker.model.report import AuditReport
from checker.reports import RENDERERS, RenderOptions
from tests.reports.conftest import DENIED, injected, placed, report_of

# Our own words for the format that Jenkins describes as junit-10: elements, attributes and their order.
SCHEMA = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:complexType name="outcome" mixed="true">
    <xs:attribute name="message" type="xs:string"/><xs:attribute name="type" type="xs:string"/>
  </xs:complexType>
  <xs:element name="testsuites"><xs:complexType>
    <xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attribute name="name" type="xs:string"/>
    <xs:attribute name="tests" type="xs:nonNegativeInteger"/>
    <xs:attribute name="failures" type="xs:nonNegativeInteger"/>
    <xs:attribute name="errors" type="xs:nonNegativeInteger"/>
  </xs:complexType></xs:element>
  <xs:element name="testsuite"><xs:complexType>
    <xs:sequence><xs:element ref="testcase" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="skipped" type="xs:nonNegativeInteger"/>
  </xs:complexType></xs:element>
  <xs:element name="testcase"><xs:complexType>
    <xs:choice minOccurs="0">
      <xs:element name="failure" type="outcome"/><xs:element name="error" type="outcome"/>
      <xs:element name="skipped" type="outcome"/>
    </xs:choice>
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="classname" type="xs:string" use="required"/>
  </xs:complexType></xs:element>
</xs:schema>
"""


def junit_of(report: AuditReport) -> Any:
    from lxml import etree

    text = str(RENDERERS["junit"].render(report, RenderOptions()))
    return etree.parse(BytesIO(text.encode()), etree.XMLParser(resolve_entities=False)).getroot()


def validate(root: Any) -> None:
    from lxml import etree

    etree.XMLSchema(etree.fromstring(SCHEMA)).assertValid(root)


def test_the_document_is_valid(scanned: AuditReport) -> None:
    validate(junit_of(scanned))


def test_what_is_in_force_fails_and_what_is_accepted_is_skipped(scanned: AuditReport) -> None:
    outcomes = {
        (case.get("classname"), str(case.get("name")).split(":")[0]): [child.tag for child in case]
        for case in junit_of(scanned).iter("testcase")
    }

    assert ["failure"] == outcomes["acme/brook-7b-instruct", "LC0401"]
    assert ["skipped"] == outcomes["acme/brook-7b-instruct", "LC0202"]
    assert ["skipped"] == outcomes["acme/brook-7b-instruct", "LC0601"]
    assert ["error"] == outcomes["acme/gone", "model-not-audited"]
    assert [] == outcomes["acme/pebble-embed", "is allowed by the policy"]
    assert [] == outcomes["acme/meadow-1b", "is allowed by the policy"]
    assert ["skipped"] == outcomes["from_pretrained()", "model-not-told"]


def test_the_counts_are_those_of_the_cases(scanned: AuditReport) -> None:
    root = junit_of(scanned)
    for suite in root:
        assert str(len(suite)) == suite.get("tests")
        for tag, count in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert str(sum(child.tag == tag for case in suite for child in case)) == suite.get(count)

    assert str(sum(len(suite) for suite in root)) == root.get("tests")


@given(st.text())
def test_any_text_gives_valid_xml(text: str) -> None:
    validate(junit_of(injected(report_of(placed(DENIED, 3)), text)))
