"""The policy that `lic-check policy init` writes."""

from __future__ import annotations

SCHEMA_FILE = "lic-check-policy.schema.json"

EXAMPLE_DIGEST = "0f" * 32

TEMPLATE = f"""\
# yaml-language-server: $schema={SCHEMA_FILE}
# For completion in your editor: lic-check schema policy > {SCHEMA_FILE}
# What each key means: docs/policies.md. Check this file: lic-check policy lint FILE
version: 1
extends: builtin:permissive-only

# Everything below is an example: take away the "# " of what you need.

# name: acme
# purpose: what may go into the products of Acme

# The facts of your use. `lic-check … --set org.mau=5M` states one for a single run.
# context:
#   use: commercial              # commercial | internal | research | personal | evaluation
#   mode: hosted                 # local | internal-service | hosted | embedded | distributed
#   modified: false
#   distributed: false
#   train_on_outputs: none       # none | own-model | competing
#   org:
#     domicile: DE
#     revenue_usd_year: 5_000_000
#     mau: {{value: 100_000, as_of: 2026-10-31}}
#   territories: {{operate: [DE], serve: [EU, US]}}

# What may pass besides what the extended policy lets pass. A license on no list is denied.
# licenses:
#   allow: [OpenMDW-1.0]
#   review: [family:use-restricted]
#   deny: [LicenseRef-llama-4]

# A verdict for single clauses, in place of the one that they have by themselves.
# clauses:
#   - when: {{kind: limit.mau, hit: unknown}}
#     then: review
#     because: nobody here has counted the users yet
#     fix: ask the product team for the figure

# lineage: {{require: same, depth: all, unresolved: unknown}}
# evidence: {{license_text: require, conflict: review}}
# obligations: {{require_evidence: [cond.notice_file, cond.name_prefix, cond.display], unmet: review}}
# data: {{allow: ["use:commercial"], otherwise: review, unspecified: review}}
# formats: {{deny: [pickle], remote_code: review}}

# Your own model, before its weights go public: lic-check release … --policy FILE; docs/release.md explains the checks.
# release: {{checks: {{license_file: deny, weight_manifest: review}}, sections: [limitations], attestations: [AT04]}}

# A model that was approved, before it is served: another state of it does not pass.
# serve: {{approved: [{{subject: acme/model@3f2a9c1, approver: platform@acme.example}}], service_days: 180}}

# A license that was not known, settled by a person; void as soon as the file changes.
# clarify:
#   - subject: acme/model@3f2a9c1
#     license: LicenseRef-acme-1.0
#     files: [{{path: LICENSE.txt, sha256: {EXAMPLE_DIGEST}}}]
#     reason: read by counsel

# A known problem, accepted for one commit until a date; void as soon as its evidence changes.
# waive:
#   - finding: LC0402
#     subject: acme/model@3f2a9c1
#     evidence: sha256:{EXAMPLE_DIGEST}
#     reason: {{code: license-acquired, text: contract 2026-114}}
#     approver: legal@acme.example
#     expires: 2027-03-31

# unknown: unknown               # unknown | review | deny
# enforcement: enforce           # enforce | warn | audit
# fail_on: [deny, unknown, review]

# tests:
#   - {{expr: Apache-2.0, expect: allow}}
#   - {{expr: LicenseRef-llama-4, expect: deny}}
"""


def policy_template() -> str:
    """A policy of two lines, with an example of every other key in comments."""
    return TEMPLATE
