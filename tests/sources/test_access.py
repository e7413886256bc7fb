"""Who may read what: each refusal of the Hub has its own kind, its own words and its own next step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.errors import SourceError, SourceErrorKind
from checker.sources import Sources, SourceSettings, parse_target
from tests.loopback_hub import Fault, LoopbackHub, Repository
from tests.loopback_hub.faults import answer

CARD = b"---\nlicense: llama3.1\n---\n"
OWNER, MEMBER, STRANGER, WORTHLESS = "hf_owner", "hf_member", "hf_stranger", "hf_worthless"


@pytest.fixture(autouse=True)
def repositories(loopback_hub: LoopbackHub) -> None:
    loopback_hub.site.users.update({OWNER: "olga", MEMBER: "mia", STRANGER: "sam"})
    loopback_hub.add(
        Repository("acme/open", {"README.md": CARD}),
        Repository("acme/gated", {"README.md": CARD, "LICENSE": b"terms"}, gated="manual", granted=frozenset({MEMBER})),
        Repository("acme/private", {"README.md": CARD}, private=True, owner_token=OWNER),
        Repository("acme/disabled", {"README.md": CARD}, disabled=True),
    )


def refused(settings: SourceSettings, name: str, token: str | None = None, path: str | None = None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        snapshot = Sources(replace(settings, token=token)).open(parse_target(name))
        if path:
            snapshot.read(path, limit=1000)
    return caught.value


@pytest.mark.parametrize("token", [None, STRANGER])
@pytest.mark.parametrize("name", ["acme/none", "acme/private"])
def test_missing_and_private_cannot_be_told_apart(settings: SourceSettings, name: str, token: str | None) -> None:
    error = refused(settings, name, token)

    assert error.kind is SourceErrorKind.MISSING_OR_PRIVATE
    assert str(error) == f"model {name} does not exist, or is private"
    assert ("HF_TOKEN" in error.fix) == (token is None)


def test_the_owner_reads_a_private_repository(settings: SourceSettings) -> None:
    snapshot = Sources(replace(settings, token=OWNER)).open(parse_target("acme/private"))

    assert snapshot.info["private"] is True
    assert snapshot.read("README.md", limit=1000) == CARD


@pytest.mark.parametrize("name", ["acme/open", "acme/none", "acme/private"])
def test_a_worthless_token_is_a_credential_problem_whatever_is_asked_for(settings: SourceSettings, name: str) -> None:
    error = refused(settings, name, WORTHLESS)

    assert error.kind is SourceErrorKind.CREDENTIALS
    assert "HF_TOKEN" in error.fix


@pytest.mark.parametrize("token", [None, STRANGER])
def test_a_gated_repository_is_described_but_its_files_are_not_given(
    settings: SourceSettings, token: str | None
) -> None:
    snapshot = Sources(replace(settings, token=token)).open(parse_target("acme/gated"))
    error = refused(settings, "acme/gated", token, "README.md")

    assert snapshot.info["gated"] == "manual"
    assert snapshot.info["cardData"] == {"license": "llama3.1"}
    assert snapshot.read("LICENSE", limit=1000) == b"terms"
    assert error.kind is SourceErrorKind.GATED
    assert ("HF_TOKEN" in error.fix) == (token is None)


def test_a_gated_repository_is_open_to_those_who_were_granted_access(settings: SourceSettings) -> None:
    snapshot = Sources(replace(settings, token=MEMBER)).open(parse_target("acme/gated"))

    assert snapshot.read("README.md", limit=1000) == CARD


def test_the_error_code_decides_before_the_status(loopback_hub: LoopbackHub, settings: SourceSettings) -> None:
    loopback_hub.faults.append(Fault("/api/models/acme/open", answer(401, {"X-Error-Code": "GatedRepo"})))

    assert refused(settings, "acme/open", WORTHLESS).kind is SourceErrorKind.GATED


def test_a_disabled_repository_says_so_and_gives_no_files(settings: SourceSettings) -> None:
    snapshot = Sources(settings).open(parse_target("acme/disabled"))

    assert snapshot.info["disabled"] is True
    assert refused(settings, "acme/disabled", path="README.md").kind is SourceErrorKind.DISABLED


def test_a_repository_whose_description_is_disabled_is_disabled(
    loopback_hub: LoopbackHub, settings: SourceSettings
) -> None:
    message = {"X-Error-Message": "Access to this resource is disabled."}
    loopback_hub.faults.append(Fault("/api/models/acme/open", answer(403, message)))

    assert refused(settings, "acme/open").kind is SourceErrorKind.DISABLED


def test_a_revision_that_does_not_exist_is_its_own_error(settings: SourceSettings) -> None:
    error = refused(settings, "acme/open@v9")

    assert error.kind is SourceErrorKind.REVISION
    assert str(error) == "model acme/open@v9 is no revision of that repository"


def test_a_file_that_vanished_is_unreadable_and_not_absent(loopback_hub: LoopbackHub, settings: SourceSettings) -> None:
    loopback_hub.faults.append(Fault("/resolve/", answer(404, {"X-Error-Code": "EntryNotFound"})))

    assert refused(settings, "acme/open", path="README.md").kind is SourceErrorKind.UNREADABLE


def test_a_plain_404_means_missing_for_a_repository_and_unreadable_for_a_file(
    loopback_hub: LoopbackHub, settings: SourceSettings
) -> None:
    loopback_hub.faults.append(Fault("/resolve/|/api/models/acme/none", answer(404)))

    assert refused(settings, "acme/none").kind is SourceErrorKind.MISSING_OR_PRIVATE
    assert refused(settings, "acme/open", path="README.md").kind is SourceErrorKind.UNREADABLE


def test_every_refusal_has_its_own_next_step(settings: SourceSettings) -> None:
    errors = [
        refused(settings, "acme/none"),
        refused(settings, "acme/gated", path="README.md"),
        refused(settings, "acme/disabled", path="README.md"),
        refused(settings, "acme/open@v9"),
        refused(settings, "acme/open", WORTHLESS),
    ]

    assert len({error.fix for error in errors}) == len(errors)
    assert all(error.fix for error in errors)


def test_words_of_the_server_are_shown_short_printable_and_without_the_token(
    loopback_hub: LoopbackHub, settings: SourceSettings
) -> None:
    said = f"\x1b]0;no\x07 token {OWNER} " + "x" * 500
    loopback_hub.faults.append(Fault("/api/models/acme/open", answer(403, {"X-Error-Message": said})))

    message = str(refused(settings, "acme/open", OWNER))

    assert message.isprintable()
    assert OWNER not in message
    assert "[token]" in message
    assert len(message) < 300
