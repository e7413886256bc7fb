"""Which files are read, and how: one row for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from checker.discover.assignments import read_assignments
from checker.discover.clike import read_clike
from checker.discover.entries import Document
from checker.discover.flow import read_flow
from checker.discover.mention import Mention
from checker.discover.notebook import read_notebook
from checker.discover.python import PythonTree
from checker.discover.scripts import read_modelfile, read_script
from checker.discover.settings import find_in_document
from checker.discover.tree import Source, matches
from checker.discover.yaml import read_yaml

Reader = Callable[[Source, PythonTree], Iterator[Mention]]


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: the patterns of its names, in lower case, and what reads it."""

    name: str
    patterns: tuple[str, ...]
    read: Reader


def _python(source: Source, tree: PythonTree) -> Iterator[Mention]:
    return tree.mentions(source)


def _settings(read: Callable[[Source], Iterator[Document]]) -> Reader:
    def found(source: Source, tree: PythonTree) -> Iterator[Mention]:
        del tree
        for document in read(source):
            yield from find_in_document(source, document)

    return found


def _names(patterns: str) -> tuple[str, ...]:
    return tuple(patterns.split())


def _json(source: Source) -> Iterator[Document]:
    yield Document(read_flow(source))


def _front_matter(source: Source) -> Iterator[Document]:
    """The YAML above a README, in which a Space or a model names the models it uses; the prose is not read."""
    if source.lines[0].rstrip() == "---":
        end = next((number for number, line in enumerate(source.lines[1:], 1) if line.rstrip() == "---"), 0)
        if end:
            yield from read_yaml(source, 2, end)


# The first kind whose pattern fits is the one.
KINDS: Sequence[FileKind] = (
    FileKind("Python", _names("*.py *.pyw"), _python),
    FileKind("notebook", _names("*.ipynb"), read_notebook),
    FileKind("Modelfile", _names("modelfile modelfile.* *.modelfile"), lambda source, tree: read_modelfile(source)),
    FileKind("lock file", _names("package-lock.json *.lock *-lock.yaml *.min.js"), lambda source, tree: iter(())),
    FileKind("YAML", _names("*.yaml *.yml *.yaml.j2 *.yml.j2 *.yaml.tpl mlmodel"), _settings(read_yaml)),
    FileKind("JSON", _names("*.json *.jsonc *.json5"), _settings(_json)),
    FileKind(
        "settings",
        _names("*.toml *.ini *.cfg *.conf .env .env.* *.env *.properties *.service *.tf *.tfvars *.hcl *.nomad"),
        _settings(read_assignments),
    ),
    FileKind(
        "script",
        _names(
            "*.sh *.bash *.zsh *.ps1 *.bat *.sbatch *.slurm dockerfile dockerfile.* *.dockerfile containerfile"
            " containerfile.* makefile makefile.* *.mk justfile procfile jenkinsfile"
        ),
        read_script,
    ),
    FileKind(
        "source",
        _names("*.js *.mjs *.cjs *.jsx *.ts *.mts *.cts *.tsx *.vue *.svelte *.rs *.go *.swift *.java *.kt"),
        lambda source, tree: read_clike(source),
    ),
    FileKind("card", _names("readme.md"), _settings(_front_matter)),
)


def kind_of(name: str) -> FileKind | None:
    """The kind of a file by its name without folders; None for a file that is not read."""
    return next((kind for kind in KINDS if matches(name, kind.patterns)), None)
