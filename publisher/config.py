"""The publisher's configuration: the options of the plugin `publisher` in mkdocs.yml.

It is read from bytes, because the configuration that governs a change is the one in the commit whose
text is in force (rule T8), not the one that happens to lie in the working tree.
"""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from publisher.errors import UsageError

if TYPE_CHECKING:
    from publisher.calendar import NoticePeriod

# Options of the table in docs/configuration.md; the types are checked on load.
_TYPES: dict[str, tuple[type, ...]] = {
    "notice": (str,),
    "notice_days": (int,),
    "calendar": (str,),
    "timezone": (str,),
    "counting": (str,),
    "extra_holidays": (list,),
    "closures": (list,),
    "also": (list,),
    "register_branch": (str,),
    "require_notice": (bool,),
    "allow_exceptions": (bool,),
    "word_redlines": (bool,),
    "locale": (str,),
    "policies": (dict,),
}
# What a policy may promise for itself; what it doesn't say is the site's.
_OWN = (
    "notice", "notice_days", "calendar", "timezone", "counting", "extra_holidays", "closures", "also",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that mkdocs.yml says to the publisher.

    notice: the promise in any unit, such as "1 month"; empty where notice_days gives it in business days.
    extra_holidays, closures: dates ("2026-12-24") or yearly days ("12-24"). also: names of legal
    minimums, and promises to some readers ("business users: 15 days"), added to the promise.
    docs_dir: the folder of the policies, from the folder of mkdocs.yml, without a slash at the end.
    site_url: with a slash at the end, or empty. policies: by id, what a policy promises for itself: the
    options that it names, as pairs.
    """

    notice: str = ""
    notice_days: int = 30
    calendar: str = "FR"
    timezone: str = "Europe/Paris"
    counting: str = "clear"
    extra_holidays: tuple[str, ...] = ()
    closures: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    register_branch: str = "publications"
    require_notice: bool = False
    allow_exceptions: bool = False
    word_redlines: bool = True
    locale: str = "en"
    policies: tuple[tuple[str, tuple[tuple[str, Any], ...]], ...] = ()
    docs_dir: str = "docs"
    site_url: str = ""
    site_name: str = ""
    where: str = field(default="mkdocs.yml", compare=False)

    def period(self, policy: str = "") -> NoticePeriod:
        """Return the notice period that these settings promise for a policy, by its id.

        Without an id, and for a policy with no promise of its own, it is the site's.
        """
        return _period(self.of(policy))

    def of(self, policy: str) -> Settings:
        """Return the settings as they are for one policy."""
        return _of(self, policy) if self.policies else self


@lru_cache(maxsize=1024)
def _of(settings: Settings, policy: str) -> Settings:
    own = dict(dict(settings.policies).get(policy, ()))
    if "notice_days" in own:
        own["notice"] = ""
    return replace(settings, policies=(), **own)


@lru_cache(maxsize=64)
def _period(settings: Settings) -> NoticePeriod:
    from publisher.calendar import NoticePeriod
    from publisher.calendar.notice_period import amount_and_unit

    days, unit = settings.notice_days, "business days"
    if settings.notice:
        days, unit = amount_and_unit(settings.notice)
    return NoticePeriod(
        days=days,
        unit=unit,
        calendar=settings.calendar,
        timezone=settings.timezone,
        counting=settings.counting,
        extra_holidays=settings.extra_holidays,
        closures=settings.closures,
        also=settings.also,
    )


def from_options(options: Mapping[str, Any], *, where: str, **site: Any) -> Settings:
    """Check the plugin's options and return the settings; site: docs_dir, site_url, site_name.

    Raises UsageError for an unknown option, a wrong type, a period that cannot be counted.
    """
    values = _values(options, tuple(_TYPES), "the plugin 'publisher'", where)
    policies = values.pop("policies", {})
    own = {
        str(policy): _policy_values(str(policy), options, where)
        for policy, options in policies.items()
    }
    settings = Settings(
        **values, **site, policies=tuple(sorted((name, tuple(said.items())) for name, said in own.items())),
        where=where,
    )  # fmt: skip
    settings.period()
    for policy in own:
        try:
            settings.period(policy)
        except UsageError as error:
            raise UsageError(
                error.what, where=f"{where}: policies: {policy}: {error.where}", remedy=error.remedy
            ) from error
    return settings


def _policy_values(policy: str, options: object, where: str) -> dict[str, Any]:
    if not isinstance(options, Mapping):
        raise UsageError(
            f"'policies: {policy}' is {options!r}", where=where,
            remedy=f"write what the policy promises, such as '{policy}: {{notice: 1 month}}'",
        )  # fmt: skip
    return _values(options, _OWN, f"'policies: {policy}'", where)


def _values(
    options: Mapping[str, Any], known: tuple[str, ...], of: str, where: str
) -> dict[str, Any]:
    """Check options by name and type, and return those that are given."""
    values: dict[str, Any] = {}
    for name, value in options.items():
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            hint = f"write '{near[0]}'" if near else f"use one of {', '.join(known)}"
            raise UsageError(f"unknown option '{name}' of {of}", where=where, remedy=hint)
        if value is None:
            continue
        if list not in _TYPES[name]:
            _check_type(name, value, of, where)
            values[name] = value
        else:  # `- business users: 15 days` is a promise with a name
            between = ": " if name == "also" else " "
            values[name] = tuple(
                _item(item, between, name, where) for item in _items(name, value, of, where)
            )
    if "notice" in values and "notice_days" in values:
        raise UsageError(
            f"both 'notice' and 'notice_days' are given in {of}", where=where,
            remedy="keep one: notice_days: 30 is the same as notice: 30 business days",
        )  # fmt: skip
    return values


def _items(name: str, value: object, of: str, where: str) -> list[object]:
    """Return the items of a list, which may be written as one item or as a mapping without its dashes."""
    if isinstance(value, Mapping):
        return [{key: item} for key, item in value.items()]
    if isinstance(value, str | date):
        return [value]
    _check_type(name, value, of, where)
    return list(cast("list[object]", value))


def _check_type(name: str, value: object, of: str, where: str) -> None:
    wanted = _TYPES[name]
    # bool is an int in Python; "notice_days: yes" must not become 1.
    if isinstance(value, wanted) and (not isinstance(value, bool) or bool in wanted):
        return
    kind = {
        int: "a whole number",
        str: "a text",
        list: "a list",
        bool: "true or false",
        dict: "a mapping",
    }[wanted[0]]
    # YAML reads a bare NO, the code of Norway, as "no".
    quoted = " in quotation marks" if isinstance(value, bool) and str in wanted else ""
    raise UsageError(
        f"option '{name}' of {of} is {value!r}", where=where, remedy=f"write {kind}{quoted}"
    )


def _item(item: object, between: str, name: str, where: str) -> str:
    """Return an item of a list as text; `{12-24: Christmas Eve}` is a day with its name."""
    if not isinstance(item, Mapping):
        return str(item)
    if len(item) != 1:
        example = "business users: 15 days" if name == "also" else "12-24: Christmas Eve"
        raise UsageError(
            f"an item of '{name}' is {dict(item)!r}", where=where, remedy=f"write '- {example}'"
        )
    ((key, value),) = item.items()
    return f"{key}{between}{value}"


def from_mkdocs_yml(data: bytes, *, where: str = "mkdocs.yml") -> Settings:
    """Read the settings from the bytes of an mkdocs.yml.

    Raises UsageError when it is no YAML or does not name the plugin `publisher`.
    """
    document = _load(data, where)
    site_url = str(document.get("site_url") or "")
    site = {
        "docs_dir": _docs_dir(document.get("docs_dir"), where),
        "site_url": site_url if not site_url or site_url.endswith("/") else site_url + "/",
        "site_name": str(document.get("site_name") or ""),
    }
    return from_options(_plugin_options(document.get("plugins"), where), where=where, **site)


def _docs_dir(value: object, where: str) -> str:
    """Return the folder of the policies, from that of mkdocs.yml."""
    folder = str(value or "docs")
    plain = posixpath.normpath(folder)
    if posixpath.isabs(folder) or plain == "." or plain.split("/")[-1] == "..":
        raise UsageError(
            f"'docs_dir: {folder}' isn't a folder of the policies alone",
            where=where,
            remedy="move the policies into a folder beside mkdocs.yml, such as 'policy', and write "
            "'docs_dir: policy'",
        )
    return folder.strip("/")


def named_files(data: bytes, *, where: str = "mkdocs.yml") -> set[str]:
    """Return the files of the site that an mkdocs.yml names itself: styles, scripts, logo, icon.

    Raises UsageError when it is no YAML.
    """
    document = _load(data, where)
    theme = document.get("theme")
    found = [theme.get("logo"), theme.get("favicon")] if isinstance(theme, Mapping) else []
    for option in ("extra_css", "extra_javascript"):
        listed = document.get(option)
        found += listed if isinstance(listed, list) else []
    paths = (one.get("path") if isinstance(one, Mapping) else one for one in found)
    return {str(path) for path in paths if path}


def repository_page(data: bytes, *, where: str = "mkdocs.yml") -> tuple[str, str]:
    """Return `repo_url` and `edit_uri` of an mkdocs.yml, empty where it has none."""
    document = _load(data, where)
    return str(document.get("repo_url") or ""), str(document.get("edit_uri") or "")


def _plugin_options(plugins: object, where: str) -> Mapping[str, Any]:
    """Return the options of the plugin `publisher` in either of the two forms MkDocs takes."""
    entries = plugins if isinstance(plugins, list) else [plugins]
    for entry in entries:
        if entry == "publisher":
            return {}
        if isinstance(entry, Mapping) and "publisher" in entry:
            options = entry["publisher"] or {}
            if isinstance(options, Mapping):
                return options
    raise UsageError(
        "the plugin 'publisher' is not configured",
        where=where,
        remedy="add '- publisher' under 'plugins:'",
    )


def _load(data: bytes, where: str) -> Mapping[str, Any]:
    """Parse mkdocs.yml; tags of other plugins (`!ENV`, `!!python/name:`) are kept out, not run."""
    import yaml

    class Loader(yaml.SafeLoader):
        """A safe loader that reads an unknown tag as nothing."""

    Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)
    try:
        document = yaml.load(data, Loader)  # noqa: S506 - a subclass of SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        line = f":{place.line + 1}" if place else ""
        raise UsageError(
            f"not valid YAML ({getattr(error, 'problem', None) or error})",
            where=f"{where}{line}",
            remedy="correct the line",
        ) from error
    if not isinstance(document, Mapping):
        raise UsageError(
            "holds no configuration",
            where=where,
            remedy="write at least 'site_name:' and 'plugins:'",
        )
    return document
