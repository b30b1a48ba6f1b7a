"""A made-up company with policies in every state, as a real repository with a real register.

At `TODAY` the privacy statement is in its third version and has two more to come; it was translated into
French in its first and in its fourth version. The terms had a change that was withdrawn; the cookie
policy's change was postponed; the old forum rules have ended, the supplier code will end; the
accessibility statement is still to come.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from publisher.register.chain import enter
from publisher.repository import open_repository
from publisher.timeline.planning import plan
from tests.conftest import PolicyRepo, at

TODAY = at("2026-12-01 09:00")
EFFECTIVE = at("2027-01-06 23:00")  # 7 January 2027 in Paris

MKDOCS_YML = """\
site_name: Example policies
site_url: https://policies.example/
site_description: What applies today and what is going to change.
docs_dir: policy
theme: {name: material, font: false, palette: {scheme: auto, primary: indigo}}
extra: {generator: false}
plugins:
  - search
  - publisher: {notice_days: 30, calendar: FR, timezone: Europe/Paris}
"""

FRENCH_WORDS = """\
---
summary: Nous conservons les informations de navigation 13 mois au lieu de 24.
action: Rien
---

L’autorité recommande **13 mois**.
"""
_SOURCES = Path(__file__).parent / "policies"


def source(name: str) -> str:
    """Return the first text of a page."""
    return (_SOURCES / f"{name}.md").read_text(encoding="utf-8")


def notice(policy: str, summary: str, body: str = "", **more: str) -> str:
    """Return an editor's words for readers."""
    lines = "".join(f"{name}: {value}\n" for name, value in more.items())
    return f"---\npolicy: {policy}\nsummary: {summary}\n{lines}---\n\n{body}\n"


def publish(repo: PolicyRepo, instant: datetime) -> None:
    """Enter what a publication seen live at an instant announces."""
    opened = open_repository(repo.path)
    enter(opened.store, lambda register: plan(opened.history, register, instant), at=instant)


def make(path: Path, config: str = MKDOCS_YML) -> PolicyRepo:
    """Make the repository and its register."""
    repo = PolicyRepo(path, config=config)
    privacy, french, terms, cookies = map(
        source, ("privacy", "confidentialite", "terms", "cookies")
    )
    repo.commit({
        "policy/privacy.md": privacy, "policy/confidentialite.md": french, "policy/terms.md": terms,
        "policy/cookies.md": cookies,
        **{f"policy/{name}.md": source(name) for name in ("index", "about", "forum", "suppliers")},
    })  # fmt: skip
    publish(repo, at("2025-01-15 09:00"))

    privacy = privacy.replace("three categories", "four categories").replace(
        "| Targeting", "| Functionality | They remember your choices. | Refuse them. |\n| Targeting"
    )
    repo.commit({
        "policy/privacy.md": privacy, "policy/forum.md": None,
        "policy/notices/functionality.md": notice("privacy", "We now set cookies for your choices."),
    })  # fmt: skip
    publish(repo, at("2025-02-03 09:00"))

    privacy = privacy.replace("We share information", "We pass information on")
    privacy = privacy.replace("as the law obliges", "as the law demands")
    privacy = privacy.replace("within 30 days", "within 20 days")
    repo.commit({
        "policy/privacy.md": privacy,
        "policy/notices/faster.md": notice("privacy", "We answer your requests within 20 days."),
    })  # fmt: skip
    publish(repo, at("2026-08-31 08:00"))

    cookies = cookies.replace("after you have agreed", "after you have agreed twice")
    repo.commit({
        "policy/terms.md": terms.replace("for your business", "for your business and at home"),
        "policy/notices/home.md": notice("terms", "You may also use our services at home."),
        "policy/cookies.md": cookies,
        "policy/notices/cookies.md": notice(
            "cookies", "You agree twice before we set cookies.", postponed="the supplier is late"
        ),
    })  # fmt: skip
    publish(repo, at("2026-11-02 10:00"))

    privacy = privacy.replace("for 24 months", "for 13 months")
    french = french.replace("24 mois", "13 mois")
    repo.commit({
        "policy/privacy.md": privacy, "policy/confidentialite.md": french, "policy/terms.md": terms,
        "policy/cookies.md": cookies.replace("2020-06-01", "2027-02-15"),
        "policy/notices/shorter.md": notice(
            "privacy", "We keep navigational information for 13 months instead of 24.",
            "The authority recommends **13 months**. We delete older information on the first day.",
            action="Nothing",
        ),
        "policy/notices/shorter.fr.md": FRENCH_WORDS,
    })  # fmt: skip
    publish(repo, at("2026-11-23 09:00"))

    privacy = privacy.replace(
        "- **Compelled",
        "- **Partners.** Our partner Acme receives the list of visitors.\n- **Compelled",
    ).replace("2014-01-27", "2027-03-01")
    repo.commit({
        "policy/privacy.md": privacy, "policy/suppliers.md": None,
        "policy/accessibility.md": source("accessibility"),
        "policy/notices/partner.md": notice("privacy", "A partner will receive the list of visitors."),
    })  # fmt: skip
    publish(repo, at("2026-11-30 09:00"))
    return repo
