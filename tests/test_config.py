"""The configuration: what mkdocs.yml may say, and what is said about a mistake in it."""

from __future__ import annotations

import pytest

from publisher.config import from_mkdocs_yml
from publisher.errors import UsageError


def config(options: str) -> bytes:
    """Return an mkdocs.yml with these options of the plugin, one a line."""
    lines = "".join(f"      {line}\n" for line in options.splitlines())
    return f"site_name: Policies\nplugins:\n  - search\n  - publisher:\n{lines}".encode()


def test_without_options_the_promise_is_thirty_days_in_france() -> None:
    """The defaults are those of the promise that the publisher was built for."""
    settings = from_mkdocs_yml(b"plugins: [publisher]\n")
    assert (settings.notice_days, settings.calendar, settings.timezone) == (
        30,
        "FR",
        "Europe/Paris",
    )
    assert (settings.counting, settings.register_branch, settings.locale) == (
        "clear",
        "publications",
        "en",
    )


def test_own_days_may_have_names() -> None:
    """A closure is a day, or a day with its name in either of two forms."""
    settings = from_mkdocs_yml(
        config("closures: [12-24, {12-31: New Year's Eve}, 2026-05-15 Bridge]")
    )
    assert settings.closures == ("12-24", "12-31 New Year's Eve", "2026-05-15 Bridge")


def test_tags_of_other_plugins_are_passed_over() -> None:
    """`!ENV` and `!!python/name:` are neither run nor an error."""
    foreign = b"markdown_extensions:\n  - x: !!python/name:os.system\n"
    data = b"site_url: !ENV SITE\n" + foreign + b"plugins: [publisher]\n"
    assert from_mkdocs_yml(data).site_url == ""


@pytest.mark.parametrize(
    "written", ["p2b", "[p2b]", "{business users: 15 days}", "[business users: 15 days]"]
)  # fmt: skip
def test_one_item_needs_no_list(written: str) -> None:
    """A single legal minimum or promise counts with brackets and without."""
    settings = from_mkdocs_yml(config(f"also: {written}"))
    assert settings.also in (("p2b",), ("business users: 15 days",))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param("also: 5", "write a list", id="no-list"),
        pytest.param(
            "also: [{name: a, notice: 15 days}]", "business users: 15 days", id="two-keys"
        ),
        pytest.param("policies: {a: {also: 5}}", "of 'policies: a'", id="whose-option"),
        pytest.param("notice_day: 30", "write 'notice_days'", id="misspelt"),
        pytest.param("notice_days: thirty", "write a whole number", id="no-number"),
        pytest.param("notice_days: yes", "write a whole number", id="yes-is-no-number"),
        pytest.param("notice_days: 0", "notice", id="no-notice"),
        pytest.param("calendar: NO", "in quotation marks", id="norway"),
        pytest.param("calendar: XX", "XX", id="no-such-country"),
        pytest.param("timezone: Paris", "Paris", id="no-such-zone"),
        pytest.param("counting: fast", "fast", id="no-such-counting"),
        pytest.param("enabled: false", "unknown option 'enabled'", id="cannot-be-switched-off"),
    ],
)
def test_a_mistake_is_named_with_its_mend(options: str, message: str) -> None:
    """Each wrong option is one message that says what to write."""
    with pytest.raises(UsageError) as caught:
        from_mkdocs_yml(config(options))
    assert message in str(caught.value)
    assert "To fix:" in str(caught.value)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"plugins: [search]", b"a: &b\n  - *b\nx: [", b"\xff\xfe"]
)
def test_what_is_no_configuration_is_refused(data: bytes) -> None:
    """An empty, broken or foreign file is a clear message, never a default."""
    with pytest.raises(UsageError):
        from_mkdocs_yml(data)
