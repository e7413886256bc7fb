"""What a release rests on: what the card says by subject, the digests of the weights, attestations, components."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Topic(StrEnum):
    """What a reader looks for in a model card, whatever its heading is called."""

    DETAILS = "details"
    INTENDED_USE = "intended-use"
    LIMITATIONS = "limitations"
    TRAINING_DATA = "training-data"
    EVALUATION = "evaluation"
    RESULTS = "results"
    RISKS = "risks"
    OUT_OF_SCOPE_USE = "out-of-scope-use"
    COMPUTE = "compute"
    USAGE = "usage"
    CONTACT = "contact"
    DEVELOPER = "developer"
    VERSION = "version"
    RELEASE_DATE = "release-date"
    REPORTING = "reporting"
    REMOTE_CODE = "remote-code"
    ARCHITECTURE = "architecture"
    TECHNICAL_REPORT = "technical-report"
    COPYRIGHT_POLICY = "copyright-policy"
    TRAINING_SUMMARY = "training-summary"


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """
    Where a text speaks of a topic: under a label of its own, or in a sentence.

    `line` counts from 1. `label` is the heading or lead-in, None for a sentence. `filled` is False for a label with
    nothing under it, or nothing but what a template left there.
    """

    file: str
    line: int
    quote: str
    label: str | None = None
    filled: bool = True


class Leftover(msgspec.Struct, frozen=True, kw_only=True):
    """What nobody filled in: text of a template, or a heading with nothing under it."""

    file: str
    line: int
    quote: str
    empty_heading: bool = False


class CardText(msgspec.Struct, frozen=True, kw_only=True):
    """
    What one text says, by topic, and what nobody filled in.

    Of each topic that it speaks of, `mentions` has the places: filled ones first. `Topic.RESULTS` are figures.
    """

    file: str
    mentions: Mapping[Topic, tuple[Mention, ...]]
    leftovers: tuple[Leftover, ...] = ()

    def on(self, topic: Topic) -> Mention | None:
        """The first place that says something on `topic`."""
        return next((mention for mention in self.mentions.get(topic, ()) if mention.filled), None)

    def stub_of(self, topic: Topic) -> Mention | None:
        """A label on `topic` with nothing under it, where nothing is said elsewhere."""
        found = self.mentions.get(topic, ())
        return None if self.on(topic) else next(iter(found), None)


class WeightFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of weights with the digest of all its bytes."""

    path: str
    size: int
    sha256: str


class WeightManifest(msgspec.Struct, frozen=True, kw_only=True):
    """
    All files of weights of one model, sorted by path, and one digest over them all.

    `digest` is `sha256:…` of the canonical form, see `checker.release.manifest`; None when there are no weights, or
    when `unread` names files whose digest could not be had: what was not read is bound by nothing.
    """

    files: tuple[WeightFile, ...] = ()
    digest: str | None = None
    unread: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)


class Signatory(msgspec.Struct, frozen=True, kw_only=True):
    """Who makes a statement, in which role, for which organisation."""

    name: str = ""
    role: str = ""
    org: str = ""


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence behind a statement: a path in the repository or an address, and the digest of what lies there."""

    uri: str = ""
    sha256: str = ""


class WrittenAttestation(msgspec.Struct, frozen=True, kw_only=True):
    """What a person states about one item, as written; what is missing is empty."""

    item: str
    statement: str = ""
    scope: str = ""
    evidence: tuple[Reference, ...] = ()
    by: tuple[Signatory, ...] = ()
    at: str = ""
    expires: str = ""
    result: str = ""
    residual_risk: str = ""
    irreversible: str = ""


class Attestation(WrittenAttestation, frozen=True, kw_only=True):
    """
    One statement of a person about a release: what was written, where it stands, and who signed it.

    `subject` is the digest of the weight manifest it was made for, `sha256:…`. `signed_as` are the roles of the keys
    whose signature on it was verified, and `signed_with` tells these keys apart; `signature` says in words how it is
    signed.
    """

    file: str
    subject: str | None
    signed_as: tuple[str, ...]
    signed_with: tuple[str, ...]
    signature: str


class UnreadAttestation(msgspec.Struct, frozen=True, kw_only=True):
    """A file that should hold attestations and does not, and why."""

    file: str
    problem: str


class AttestationState(StrEnum):
    """What a required statement is worth, the best first."""

    HELD = "held"
    UNSIGNED = "unsigned"
    BAD_SIGNATURE = "bad-signature"
    WRONG_ROLE = "wrong-role"
    FAILED = "failed"
    EXPIRED = "expired"
    VOID = "void"
    INCOMPLETE = "incomplete"
    MISSING = "missing"


class JudgedAttestation(msgspec.Struct, frozen=True, kw_only=True):
    """
    One item with what was found: `problems` say why it is not held; `by` are those who stated it, as `name (role)`.

    `required`: the policy asks for it. `roles` are those who may state it, `sources` where it is asked for.
    """

    item: str
    title: str
    asks: str
    roles: tuple[str, ...]
    sources: tuple[str, ...]
    required: bool
    state: AttestationState
    problems: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    at: str = ""
    expires: str = ""
    files: tuple[str, ...] = ()
    signature: str = ""


class DocumentKind(StrEnum):
    """What a document beside the card is for, told by its name."""

    TRAINING_SUMMARY = "training-summary"
    COPYRIGHT_POLICY = "copyright-policy"
    SECURITY = "security"
    DATA_CARD = "data-card"
    TECHNICAL_REPORT = "technical-report"
    RESEARCH_PAPER = "research-paper"
    EVALUATION = "evaluation"


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """
    A document beside the card. `text` is None for one that is not read, such as a PDF.

    `contacts` are the mail and web addresses in it; `complaints` says that it speaks of complaints or rightsholders;
    `parts` are the parts of the training summary that say something.
    """

    file: str
    kind: DocumentKind
    sha256: str | None = None
    text: CardText | None = None
    contacts: tuple[str, ...] = ()
    complaints: bool = False
    parts: tuple[str, ...] = ()


class StatedKind(StrEnum):
    """What kind of file states digests."""

    MANIFEST = "manifest"
    CHECKSUMS = "checksums"
    SIGNATURE = "signature"
    BILL_OF_MATERIALS = "bill-of-materials"


class StatedDigests(msgspec.Struct, frozen=True, kw_only=True):
    """
    A file of the repository that states digests of others.

    `digests` has the SHA-256 by the name given, `loose` those without a name of a file. `signed_as` are the roles of
    the keys whose signature was verified. `problem` says why nothing was read.
    """

    file: str
    kind: StatedKind
    digests: Mapping[str, str] = {}
    loose: tuple[str, ...] = ()
    signed_as: tuple[str, ...] = ()
    signature: str = ""
    problem: str = ""


class BrokenFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of weights that cannot be loaded; `problem` says why, as a sentence about it without its full stop."""

    path: str
    problem: str


class Loading(msgspec.Struct, frozen=True, kw_only=True):
    """
    What loading the model needs beside the weights.

    `code` are the classes that `auto_map` takes from Python files, as written; `missing_shards` are named by an index
    and not there; `broken` are files of weights that cannot be loaded.
    """

    config: str | None = None
    tokenizer: str | None = None
    code: tuple[str, ...] = ()
    missing_shards: tuple[str, ...] = ()
    broken: tuple[BrokenFile, ...] = ()


class ReleaseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """
    Everything that the checks of a release look at, besides the evidence of any audit.

    `referred` has the digest of each file of the repository that an attestation refers to, None where there is none.
    """

    card: CardText | None
    documents: tuple[Document, ...]
    manifest: WeightManifest
    stated: tuple[StatedDigests, ...]
    loading: Loading
    attestations: tuple[Attestation, ...]
    unread_attestations: tuple[UnreadAttestation, ...] = ()
    referred: Mapping[str, str | None] = {}
    not_checked: tuple[str, ...] = ()


class Component(msgspec.Struct, frozen=True, kw_only=True):
    """
    One component of the Model Openness Framework.

    `lowest_class` is the lowest that asks for it. `found` says where it is, None when it is not; `license` under which
    license it stands as far as that shows, and `is_open` whether that is an open one, None when it is not known.
    """

    id: str
    title: str
    lowest_class: str
    found: str | None = None
    license: str | None = None
    is_open: bool | None = None


class ComponentMap(msgspec.Struct, frozen=True, kw_only=True):
    """
    The components of a release, the class that they reach, and what the next class lacks, each with its reason.

    `reached` is `none`, `class-iii`, `class-ii` or `class-i`.
    """

    components: tuple[Component, ...]
    reached: str
    next_class: str | None
    missing: tuple[str, ...]


class CheckStatus(StrEnum):
    """
    What a check of a release found.

    `met`: nothing is lacking · `noted`: something is, that the policy lets pass under this check · `lacking`: something
    the check asks for · `unknown`: it could not be found out · `waived`: all that is lacking was accepted ·
    `inapplicable`: the question does not arise · `skipped`: the policy does not ask.
    """

    MET = "met"
    NOTED = "noted"
    LACKING = "lacking"
    UNKNOWN = "unknown"
    WAIVED = "waived"
    INAPPLICABLE = "inapplicable"
    SKIPPED = "skipped"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where a check comes from; `letter` is how the checks name it."""

    letter: str
    name: str
    url: str


class CheckedOverride(msgspec.Struct, frozen=True, kw_only=True):
    """The override that gives a check another level than the policy's own."""

    own_level: str
    reason: str
    approver: str
    expires: str


class ReportedCheck(msgspec.Struct, frozen=True, kw_only=True):
    """
    One check of a release. `blocks`: the release cannot go ahead because of it.

    `lacks` says what is lacking, each with the way out; `reason` why the question does not arise.
    """

    id: str
    code: str
    name: str
    title: str
    level: str
    status: CheckStatus
    blocks: bool
    sources: tuple[str, ...]
    lacks: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    override: CheckedOverride | None = None


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A file that would mend something: where to put it, its text, and what for."""

    path: str
    text: str
    why: str


class ReportedRelease(msgspec.Struct, frozen=True, kw_only=True):
    """What the checks found, what binds the release, who has to state what, how open it is, and what would mend it."""

    checks: tuple[ReportedCheck, ...]
    manifest: WeightManifest
    attestations: tuple[JudgedAttestation, ...]
    openness: ComponentMap
    sources: tuple[Source, ...]
    proposals: tuple[Proposal, ...] = ()
