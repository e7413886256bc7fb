"""Shell scripts, Dockerfiles, Makefiles and Modelfiles: commands, and the Python that stands inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.discover.commands import find_in_text, find_in_words
from checker.discover.flow import read_flow
from checker.discover.mention import Mention
from checker.discover.python import UNREADABLE, PythonTree
from checker.discover.shell import Word
from checker.discover.tree import Source
from checker.discover.variables import expand, read_variables

# A list of JSON, not the test of a shell: RUN [ -d /m ] || …
_EXEC_FORM = re.compile(r"(?m)^[ \t]*(?:CMD|ENTRYPOINT|RUN)[ \t]+(\[)(?=[\s\\]*\"[^\"\n]*\"\s*[,\]])")
_INLINE_PYTHON = re.compile(r"\bpython[\d.]*\s+(?:-\w+\s+)*-c\s+(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)')", re.DOTALL)
_HEREDOC = re.compile(
    r"\bpython[\d.]*\b[^\n]*<<-?\s*[\"']?(\w+)[\"']?[^\n]*\n(.*?)\n[ \t]*\1[ \t]*(?:\n|\Z)", re.DOTALL
)
_MODELFILE_LINE = re.compile(r"(?mi)^[ \t]*(FROM|ADAPTER)[ \t]+(\S+)")


def read_script(source: Source, tree: PythonTree) -> Iterator[Mention]:
    """What the commands of a script load."""
    variables = read_variables(source)
    read_to = 0
    for found in _EXEC_FORM.finditer(source.text):
        entries = read_flow(source, found.start(1), source.offset(source.line(found.start()) + 50))
        words = [Word(entry.value, entry.start, entry.start + len(entry.value), is_quoted=True) for entry in entries]
        if words:
            # A shell would take the brackets and commas of the form for parts of its words.
            yield from find_in_text(source, variables, read_to, found.start())
            yield from find_in_words(source, words, variables)
            read_to = source.offset(source.line(words[-1].end) + 1)
    yield from find_in_text(source, variables, read_to)
    yield from _python(source, tree)


def _python(source: Source, tree: PythonTree) -> Iterator[Mention]:
    for pattern in (_INLINE_PYTHON, _HEREDOC):
        for found in pattern.finditer(source.text):
            group = 2 if pattern is _HEREDOC or found[1] is None else 1
            inner = source.inner(*found.span(group))
            code = inner.text.replace('\\"', '" ').replace("\\\n", " \n")
            try:
                yield from tree.mentions(Source(inner.file, code, inner.origins))
            except UNREADABLE:
                # What a shell fills in may be no Python until then.
                continue


def read_modelfile(source: Source) -> Iterator[Mention]:
    """The base and the adapters of an Ollama model."""
    for found in _MODELFILE_LINE.finditer(source.text):
        place = source.place(found.start(2))
        name = expand(found[2], {}).text
        how = f"{found[1].upper()} of a Modelfile"
        if re.match(r"(?:hf|huggingface)\.co/|[./~]", name):
            yield Mention(name, place, how, is_certain=True)
        else:
            why = f"{name[:80]} is a name of the Ollama library, not of the Hub"
            yield Mention(None, place, how, is_certain=True, why=why)
