"""The templates of the outputs: what they are given is escaped, what they miss is a mistake."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape


def render(name: str, /, **values: object) -> str:
    """Fill in a template of `templates/`."""
    return _environment().get_template(name).render(values)


@lru_cache(maxsize=8)
def plain_file(name: str) -> str:
    """Return a file of `templates/` as it is."""
    return (files("publisher.site.outputs") / "templates" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("publisher.site.outputs", "templates"),
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
