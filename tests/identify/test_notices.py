"""The grammar of harmless words: what it takes for a notice, and what it must never take for one."""

from __future__ import annotations

import pytest

from checker.identify.index import load
from checker.identify.notices import Notices, Titles, word_list
from checker.identify.words import Text


def left(source: str) -> str:
    """What remains of a text when the harmless words are taken away."""
    text = Text(source)
    notices = Notices(text, load().is_common)
    kept, at = [], 0
    while at < len(text):
        step = notices.skip(at, len(text))
        if not step:
            kept.append(text.words[at].decode())
        at += step or 1
    return " ".join(kept)


@pytest.mark.parametrize(
    "notice",
    [
        "Copyright (c) 2024 Jane Doe",
        "Copyright 2019-2024 The Regents of the University of California. All rights reserved.",
        "© 2023 Müller & Söhne GmbH <info@mueller.example>",
        "(c) 2021, 2022 Foo Bar, Baz Qux and contributors",
        "Copyright (C) 2013 Amazon.com, Inc. or its affiliates. All Rights Reserved.",
        "Copyright (c) <year> <copyright holders>",
        "Copyright [yyyy] [name of copyright owner]",
        "Copyright (c) 2013-2024 by the Babel Team, see AUTHORS for more information.",
        "Copyright (c) 2017 Just van Rossum",
        "# Copyright 2024 01.AI",
        "Copyright 2019, [Encode Example](https://www.encode.example/).",
        "COPYRIGHT 2019, [ENCODE EXAMPLE](HTTPS://WWW.ENCODE.EXAMPLE/).",
        "1. ",
        "(iv) ",
        "2.3 ",
    ],
)
def test_a_notice_is_harmless(notice: str) -> None:
    assert left(notice) == ""


@pytest.mark.parametrize(
    "line",
    [
        "Copyright (c) 2024 Acme. Non-commercial use only.",
        "Copyright (c) 2024 Acme, for research purposes only",
        "COPYRIGHT (C) 2024 ACME, ACADEMIC EVALUATION",
        "Copyright 2024 Acme. You may not sell this.",
        "Copyright (c) 2024 Acme, except in Europe",
        "Copyright (c) 2024 Acme - prohibited in production",
        "Copyright (c) 2024 Acme. A fee of 5 % applies.",
        "Copyright (c) 2024 Acme, limited to 100 users",
        "All rights reserved unless agreed otherwise",
        "Copyright (c) 2024 https://acme.example/not-for-commercial-use",
        "COPYRIGHT (C) 2024 HTTPS://ACME.EXAMPLE/NOT-FOR-COMMERCIAL-USE",
    ],
)
def test_a_notice_never_hides_a_restriction(line: str) -> None:
    assert left(line) != ""


@pytest.mark.parametrize("number", ["within 30 days", "for 5 users", "in section 3 of", "at 15:04:05 today"])
def test_a_number_in_a_sentence_is_no_list_marker(number: str) -> None:
    assert Text(number).words == [word.encode() for word in left(number).split()]


def test_no_word_both_names_and_restricts() -> None:
    assert not word_list("naming") & word_list("operative")
    assert not word_list("introducing") & {b"not", b"no", b"only", b"except", b"without", b"may", b"must", b"use"}


@pytest.mark.parametrize(
    "line, end",
    [
        ("The MIT License", 3),
        ("Frobnicate is released under the MIT license, reproduced below:", 9),
        ("Frobnicate", 1),
        ("Non-commercial MIT License", 0),
        ("Frobnicate is not released under the MIT license", 0),
        ("The modified MIT License", 0),
        ("Evaluation", 0),
        ("Academic Free License", 3),
        ("Academic License", 0),
    ],
)
def test_a_title_or_introduction_holds_nothing_else(line: str, end: int) -> None:
    text = Text(line)
    titles = Titles([Text("MIT License").hashes, Text("Academic Free License").hashes])

    assert end == Notices(text, load().is_common).introduction(0, len(text), titles)
