"""Read everything about one repository that bears on its license."""

from __future__ import annotations

from collections.abc import Container

from checker.evidence.card import CARD, read_card
from checker.evidence.card_hints import find_hints
from checker.evidence.configs import read_configs
from checker.evidence.formats import read_names
from checker.evidence.generated import read_generator
from checker.evidence.hub_fields import read_record
from checker.evidence.license_files import list_texts, read_texts
from checker.evidence.reading import Reading, join
from checker.evidence.weight_headers import read_headers
from checker.model.evidence import Card, Evidence, Fact, TextFile
from checker.model.snapshot import Kind, Origin, Snapshot, State

# Every fact that `Evidence.facts` has, with what its value says.
FACTS: dict[str, str] = {
    "gated": "False, or how access is granted: auto, manual",
    "private": "True when only its owner can see it",
    "disabled": "True when the Hub took it down",
    "author": "user or organization that owns it",
    "created_at": "when it was created",
    "last_modified": "when it was last changed",
    "library_name": "library that loads it",
    "pipeline_tag": "task",
    "new_version": "model that supersedes it",
    "eu_disallowed": "True when its gate shuts out people in the European Union",
    "gate_prompt": "text to agree to before access",
    "gate_heading": "heading of the gate",
    "gate_description": "description of the gate",
    "gate_button": "text of the gate's button",
    "gate_fields": "what the gate asks to fill in or to tick",
    "security_scan": "done, or not done",
    "unsafe_files": "files with the level that the Hub's scanners gave them",
    "remote_code": "True when loading it runs Python from the repository",
    "weight_formats": "formats of its weight files",
    "pickle_files": "files that may run code when they are loaded",
    "code_files": "Python files",
    "architectures": "classes of the model",
    "model_type": "architecture in the words of transformers",
    "vocab_size": "number of tokens",
    "quantization": "method of quantization",
    "quantized_by": "who quantized it",
    "model_generated": "of a dataset, the words that suggest that a model made it",
}


def collect(
    snapshot: Snapshot, *, known_texts: Container[str] = (), ancestor: bool = False, release: bool = False
) -> Evidence:
    """
    All evidence about one repository; hostile content gives problems, never an exception.

    License-like files whose git blob id is in `known_texts` are listed and not read. Of an `ancestor` on the Hub the
    README is fetched only when the Hub's record names no license or no base model: its terms count, not its prose. Of
    a dataset that a model was trained on the Hub's record alone is read. Of a `release`, which its publisher has
    checked, the configuration is fetched from the Hub even where the base is stated: the two have to agree.
    """
    record = read_record(snapshot.info)
    if ancestor and snapshot.origin is Origin.HUB and snapshot.target.kind is Kind.DATASET:
        unread = Reading(not_checked=("its files: not fetched, the Hub's record has its license",))
        return _evidence(snapshot, None, list_texts(snapshot), join([record, unread]))
    card, card_reading = _read_listed_card(snapshot, record, ancestor=ancestor)
    texts, text_reading = read_texts(snapshot, known_texts)
    declared = join([card_reading, record])
    is_open = not any(not claim.hint for claim in declared.bases)
    hints = Reading(bases=find_hints(card, snapshot.id)) if card and is_open else Reading()
    wants_hints = release or (is_open and not ancestor)
    named = join([declared, read_configs(snapshot, wants_hints=wants_hints), hints])
    names = read_names(snapshot.files, snapshot.listing_complete)
    return _evidence(snapshot, card, texts, join([named, text_reading, names, read_headers(snapshot, named)]))


def _evidence(snapshot: Snapshot, card: Card | None, texts: tuple[TextFile, ...], reading: Reading) -> Evidence:
    if snapshot.target.kind is Kind.DATASET:
        reading = join([reading, read_generator(snapshot.info, card)])
    unknown = Fact(state=State.UNKNOWN)
    return Evidence(
        id=snapshot.id,
        kind=snapshot.target.kind,
        origin=snapshot.origin,
        revision=snapshot.revision,
        is_pinned=_names_commit(snapshot.target.revision, snapshot.revision),
        repo_id_hash=snapshot.repo_id_hash,
        files=snapshot.files,
        listing_complete=snapshot.listing_complete,
        card=card,
        texts=texts,
        declarations=reading.declarations,
        # Saved under its own name, a model hints at itself.
        bases=tuple(b for b in reading.bases if not (b.hint and b.id.lower() == snapshot.id.lower())),
        datasets=reading.datasets,
        facts={name: reading.facts.get(name, unknown) for name in FACTS},
        problems=reading.problems,
        not_checked=reading.not_checked,
        inaccessible=reading.inaccessible,
    )


def _names_commit(named: str | None, commit: str | None) -> bool:
    """Whether what the user typed is this commit, whole or by its first seven digits at least."""
    return named is not None and commit is not None and len(named) >= 7 and commit.startswith(named)


def _read_listed_card(snapshot: Snapshot, record: Reading, *, ancestor: bool) -> tuple[Card | None, Reading]:
    if not any(entry.path == CARD for entry in snapshot.files):
        missing = () if snapshot.listing_complete else (f"{CARD}: not in the listing, which is incomplete",)
        return None, Reading(not_checked=missing)
    if snapshot.origin is Origin.HUB and ancestor and record.declarations and record.bases:
        return None, Reading(not_checked=(f"{CARD}: not fetched, the Hub's record names license and base model",))
    return read_card(snapshot)
