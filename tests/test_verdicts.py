"""The built-in policies on well-known models: `verdicts.yaml`, row by row."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from checker.audit import Auditor
from checker.catalog import catalog
from checker.catalog.facts import Measured
from checker.policy import load_policy
from checker.policy.context import Context
from checker.policy.schema import ObligationRules
from checker.sources import Sources, SourceSettings, parse_target

ROWS = yaml.safe_load((Path(__file__).parent / "verdicts.yaml").read_text(encoding="utf-8"))["rows"]
LETTERS = {"allow": "A", "review": "R", "deny": "D", "unknown": "U"}

COMPANY = {
    "org.domicile": "US",
    "org.revenue_usd_year": 5_000_000,
    "org.mau": Measured(100_000),
    "org.competitor": False,
    "org.government": False,
    "territories.operate": ("US",),
    "territories.serve": ("US",),
}
EUROPEAN = {"org.domicile": "DE", "territories.operate": ("DE",), "territories.serve": ("EU",)}
UNIVERSITY = {"org.revenue_usd_year": 0, "org.mau": Measured(0)}
COLUMNS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("permissive-only", {}),
    ("commercial-saas", {**COMPANY, "modified": False}),
    ("commercial-redistribute", COMPANY),
    ("eu-deployer", {**COMPANY, **EUROPEAN, "modified": False}),
    ("research", {**COMPANY, **UNIVERSITY}),
    ("osi-strict", {}),
    ("gpai-foss-exempt", {}),
    ("synthetic-data", COMPANY),
)
CELLS = [
    (row, policy, facts, expected)
    for row in ROWS
    for (policy, facts), expected in zip(COLUMNS, row["verdicts"].split(), strict=True)
]


@pytest.mark.parametrize(
    ("row", "policy", "facts", "expected"), CELLS, ids=[f"{row['model']} under {policy}" for row, policy, _, _ in CELLS]
)
def test_the_verdict_is_the_one_of_the_table(
    row: dict[str, str], policy: str, facts: dict[str, Any], expected: str, tmp_path: Path
) -> None:
    task = f"pipeline_tag: {row.get('task', 'text-generation')}\n"
    card = f"---\nlicense: other\nlicense_name: {row['license']}\n{task}---\n# {row['model']}\n"
    (tmp_path / "README.md").write_text(card, encoding="utf-8")
    # What the weights can do is read from their classes; the Llamas differ by it.
    classes = {"image-text-to-text": "Llama4ForConditionalGeneration"}.get(row.get("task", ""), "LlamaForCausalLM")
    (tmp_path / "config.json").write_text(f'{{"architectures": ["{classes}"]}}', encoding="utf-8")
    # The table asks what the terms allow; whether a duty is seen to be met is for the cases.
    loaded = msgspec.structs.replace(load_policy(policy), obligations=ObligationRules())
    context = Context({**loaded.context, **facts})
    sources = Sources(SourceSettings(offline=True))
    auditor = Auditor(sources, loaded, context, catalog(), today=date(2026, 11, 24), say=lambda _: None)

    (model,) = auditor.audit([parse_target(str(tmp_path))]).models

    duties = [duty for duty in model.obligations if duty.status != "not-triggered" and duty.when is None]
    found = LETTERS[model.verdict] + ("o" if model.verdict == "allow" and duties else "")
    assert expected == found, model.decided_by
