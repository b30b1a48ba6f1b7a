"""Builds a gallery of telling cases, so that a person can see how redlines read.

    .venv/bin/python benchmarks/gallery.py [FOLDER]

FOLDER (default: build/gallery) gets index.html and one page a case.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path

from publisher.text.document.document import parse
from publisher.text.redline import redline
from publisher.text.redline.standalone import standalone


@dataclass(frozen=True)
class Case:
    """Two texts, and what a reader should find in their redline."""

    name: str
    look: str
    old: str
    new: str
    language: str = "en"


def _table(*rows: str) -> str:
    head, *rest = (f"| {row} |" for row in rows)
    return "\n".join([head, "|" + "---|" * (head.count("|") - 1), *rest])


_SHARED = """# Privacy statement

## Who we are

Example Ltd of 1 Mill Lane runs this service and decides how your data is used. Write to us at
privacy@example.com whenever something here is unclear; a person answers.

## What we collect

When you open an account we ask for your name, your e-mail address and, if you pay, for a billing
address. We keep a record of when you signed in and from which network address, so that you can see
whether somebody else has used your account.

## How long we keep it

We delete your data 30 days after you close your account. Backups are kept for 60 more days.

## Your rights

You may ask us for a copy of your data, have it corrected, or have it erased. We answer within one
month. If you are not content with our answer, you may complain to the authority of your country.
"""

CASES = [
    Case("A number and a name", "Two small replacements, the rest folded.",
         _SHARED, _SHARED.replace("30 days", "60 days").replace("1 Mill Lane", "22 High Street")),
    Case("A clause reworded", "Whole phrases are replaced; no lone words stand between.",
         "# Terms\n\nWe hope that you are satisfied with our service. If you are not, tell us within two "
         "weeks and we will return what you paid, without asking for a reason.\n",
         "# Terms\n\nWe want our customers to love the product. If you do not, write to us within thirty "
         "days and we will return the price you paid for the current month.\n"),
    Case("A sentence put in, one taken out", "Edges stand where sentences begin.",
         "We use it to answer you. We use it to bill you. We never sell it.\n",
         "We use it to answer you. We use it to improve our service. We use it to bill you.\n"),
    Case("A section moved, one word changed in it", "Moved here and away; the changed word stands out.",
         _SHARED,
         _SHARED.replace("## Your rights", "## X").split("## X")[0].replace(
             "## What we collect",
             "## Your rights" + _SHARED.split("## Your rights")[1].replace("one\nmonth", "two\nmonths")
             + "\n## What we collect")),
    Case("A list reordered", "One item moved, none deleted.",
         "We share data with:\n\n- our hosting company\n- our payment company\n- our e-mail company\n- auditors\n",
         "We share data with:\n\n- auditors\n- our hosting company\n- our payment company\n- our e-mail company\n"),
    Case("A sub-processor added, one cell changed", "Cell by cell; the new row as a whole.",
         _table("Company | Purpose | Country", "Acme Cloud | Hosting | Ireland", "Payfast | Payments | France",
                "Mailbird | Newsletters | Spain"),
         _table("Company | Purpose | Country", "Acme Cloud | Hosting | United States",
                "Deskhero | Support tickets | Germany", "Payfast | Payments | France",
                "Mailbird | Newsletters | Spain")),
    Case("A column added, one taken out, a row moved", "Every row keeps its columns in line.",
         _table("Company | Purpose | Country", "Acme Cloud | Hosting of all files | Ireland",
                "Payfast | Payments | France", "Mailbird | Newsletters | Spain"),
         _table("Company | Country | Data", "Payfast | France | card number", "Mailbird | Spain | address",
                "Deskhero | Italy | messages", "Acme Cloud | Ireland | everything")),
    Case("Links: another target, another text", "The target is told; no link is cut.",
         "See our [security overview](/security/), our [refund policy](/refunds/) and "
         "[the *full* list of companies](/companies/).\n",
         "See our [security overview](https://example.com/trust/), our [fair refund policy](/refunds/) "
         "and [the full list of all companies](/companies/).\n"),
    Case("Headings renumbered", "Only the numbers changed.",
         "## 1. Scope\n\nThis applies to you.\n\n## 2. Fees\n\nYou pay monthly.\n\n## 3. End\n\nYou may leave.\n",
         "## 1. Scope\n\nThis applies to you.\n\n## 2. Words we use\n\n“We” means Example Ltd.\n\n"
         "## 3. Fees\n\nYou pay monthly.\n\n## 4. End\n\nYou may leave.\n"),
    Case("Only quotation marks, dashes and spaces", "No change of words; the signs are hardly marked.",
         "\"Personal data\" - that's data about you - is kept for 30 days.\n",
         "“Personal data” – that’s data about you – is kept for 30\u00a0days.\n"),
    Case("A paragraph made into a list", "The words stay; the items are new.",
         "We collect your name, which you give us. We collect your address, which you may leave out. "
         "We collect your payments, which the bank tells us.\n",
         "- We collect your name, which you give us.\n- We collect your address, which you may leave out.\n"
         "- We collect your payments, which the bank tells us.\n"),
    Case("Two paragraphs joined, one divided", "Borders are told, words are not marked.",
         "We store data in France. Copies are in Spain. All of it is encrypted. Nobody else has the key.\n\n"
         "You may ask for a copy at any time.\n\nWe answer within one month and it costs nothing.\n",
         "We store data in France. Copies are in Spain.\n\nAll of it is encrypted. Nobody else has the key.\n\n"
         "You may ask for a copy at any time. We answer within one month and it costs nothing.\n"),
    Case("Emphasis and heading level", "Only the form changed.",
         "## Your choices\n\nYou **must** tell us. *Nothing* else is needed.\n",
         "### Your choices\n\nYou must tell us. **Nothing** else is needed.\n"),
    Case("Code, markup as text, and an entity", "Shown as typed, harmless.",
         "Set `<b>` or `--days 30`.\n\n    [keep]\n    days = 30\n    note = \"a  b\"\n\nA &lt; B &copy; 2025\n",
         "Set `<script>` or `--days 60`.\n\n    [keep]\n    days = 60\n    note = \"a b\"\n\nA &lt; C &reg; 2026\n"),
    Case("Footnotes", "A note added; the number of the other moves quietly.",
         "We share data with partners[^a].\n\n[^a]: Listed on our site.\n",
         "We keep data[^b] and share it with partners[^a].\n\n[^a]: Listed on our site.\n[^b]: For a year.\n"),
    Case("Definitions and nested lists", "Terms, their meaning, and items within items.",
         "Data\n:   What says something about you.\n\nService\n:   Our site.\n\n- Rights\n    - copy\n    - erasure\n- Duties\n",
         "Data\n:   What says anything about you or your household.\n\nPartner\n:   A company we name.\n\n"
         "Service\n:   Our site.\n\n- Rights\n    - copy\n    - correction\n    - erasure\n- Duties\n"),
    Case("Chinese, Japanese and Thai", "Sign by sign, no whole clause replaced; each number with its sign.",
         "# 隐私政策\n\n我们会在三十天内删除您的个人信息。\n\nお客様の情報は三十日以内に削除します。\n\n"
         "เราเก็บข้อมูลของคุณเป็นเวลา 30 วัน หลังจากนั้นจะถูกลบ\n",
         "# 隐私政策\n\n我们会在六十天内删除您的全部个人信息。\n\nお客様の個人情報は六十日以内に削除いたします。\n\n"
         "เราเก็บข้อมูลทั้งหมดของคุณเป็นเวลา 60 วัน หลังจากนั้นจะถูกลบ\n", "en"),
    Case("Arabic and Hebrew", "From right to left; numbers in their place.",
         "# سياسة الخصوصية\n\nنحذف بياناتك خلال 30 يوما من إغلاق حسابك.\n\nאנו מוחקים את המידע בתוך 30 יום.\n",
         "# سياسة الخصوصية\n\nنحذف بياناتك الشخصية خلال 60 يوما من إغلاق حسابك.\n\nאנו מוחקים את כל המידע בתוך 60 יום.\n"),
    Case("An image, and its words", "Another alternative text is a change of words.",
         "Where data goes: ![Map: European Union only](map.png)\n",
         "Where data goes: ![Map: all continents](map.png)\n"),
    Case("Characters that nobody sees", "An invisible or look-alike character is named.",
         "Contact us at pay@example.com about 30 days.\n",
         "Contact us at p\u0430y@example.com about 3\u200b0 days.\n"),
    Case("En français", "Les mots de la page sont français.",
         "# Confidentialité\n\nNous répondons à votre demande dans un délai de 30 jours.\n",
         "# Confidentialité\n\nNous répondons à votre demande dans un délai de 60 jours ouvrés.\n", "fr"),
]  # fmt: skip


def build(folder: Path) -> Path:
    """Write the gallery and return its first page."""
    folder.mkdir(parents=True, exist_ok=True)
    items = []
    for number, case in enumerate(CASES, 1):
        page = redline(parse(case.old), parse(case.new)).page(case.language)
        name = f"{number:02}.html"
        around = [
            f'<a href="{n:02}.html">{word}</a>'
            for n, word in ((number - 1, "previous"), (number + 1, "next"))
            if 0 < n <= len(CASES)
        ]
        above = f'<p><em>{escape(case.look)}</em> — <a href="index.html">all</a>, {", ".join(around)}</p>'
        html = standalone(page, f"{number}. {case.name}", language=case.language, above=above)
        (folder / name).write_text(html, encoding="utf-8")
        items.append(f'<li><a href="{name}">{escape(case.name)}</a>: {escape(case.look)}</li>')
    index = folder / "index.html"
    index.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Redlines</title>'
        f"<h1>How redlines read</h1><ol>{''.join(items)}</ol>",
        encoding="utf-8",
    )
    return index


if __name__ == "__main__":
    print(build(Path(sys.argv[1] if len(sys.argv) > 1 else "build/gallery")))
