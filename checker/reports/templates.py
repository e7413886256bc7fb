"""The templates, ours or the user's: a file in `template_dir` replaces the bundled one of the same name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import UsageProblem
from checker.resources import bundled

if TYPE_CHECKING:
    from jinja2 import Environment


def read_template(name: str, template_dir: Path | None) -> str | None:
    """The text of the template `name`, None when there is no such template."""
    if Path(name).name != name:
        return None
    for folder in (template_dir, bundled("templates")):
        if folder is not None and (file := folder.joinpath(name)).is_file():
            return file.read_text(encoding="utf-8")
    return None


def html_environment(template_dir: Path | None) -> Environment:
    """An environment that escapes every value, whatever the template is called, and refuses unknown names."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: read_template(name, template_dir)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render_template(name: str, template_dir: Path | None, values: dict[str, Any]) -> str:
    """The template `name` filled with `values`; raises `UsageProblem` when a user's template is wrong."""
    from jinja2 import TemplateError

    try:
        return html_environment(template_dir).get_template(name).render(values)
    except TemplateError as problem:
        place = f"{getattr(problem, 'name', None) or name}:{getattr(problem, 'lineno', None) or 1}"
        raise UsageProblem(
            f"template {place}: {problem}", fix="docs/reports.md lists what a template gets"
        ) from problem
