"""Changes of meaning in disguise, made in bulk: each kind puts many clauses into many texts.

A kind yields pairs of clauses that look alike and are not. `pairs` sets each into short policies, English
and French, whose other sections differ, so that no list of words can know them all.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import islice

Pair = tuple[str, str]
Kind = Callable[[random.Random, str], Pair]

_NAMES = (
    "Trilio", "Nordwind", "Analyse", "Orange", "Maître", "Centre", "Labour", "Fulfil", "Azalea",
    "Kéolis", "Boîte", "Licence", "Travell", "Mira", "Étoile", "Halden", "Programme", "Récif",
)  # fmt: skip
_FORMS = {"en": ("Ltd", "LLC", "Inc", "plc", "GmbH"), "fr": ("SAS", "SA", "SARL", "SNC", "SCI")}
_NOUNS = {
    "en": ("invoice", "cookie", "order", "message", "refund", "ticket", "contract", "survey", "backup"),
    "fr": ("facture", "cookie", "commande", "message", "demande", "contrat", "sondage", "licence"),
}  # fmt: skip
_TITLES = {
    "en": ("Service", "Fees", "Data", "Security", "Support", "Cookies", "Orders", "Returns"),
    "fr": ("Service", "Prix", "Données", "Sécurité", "Assistance", "Cookies", "Commandes", "Retours"),
}  # fmt: skip
_SAID = {
    "en": "We describe the {} in a document that you receive by post with your order.",
    "fr": "Nous décrivons la {} dans un document que vous recevez avec votre commande.",
}
_EN_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight")
_FR_NUMBERS = ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit")
_EN_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_FR_ORDINALS = (
    "première", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième",
)  # fmt: skip
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


def pairs(kind: str, count: int, seed: int = 0) -> Iterator[tuple[str, str, str]]:
    """Yield `count` texts of a kind, old and new, with their language; each one only once."""
    chance = random.Random(f"{kind} {seed}")
    seen: set[Pair] = set()
    tries = iter(range(count * 200))

    def made() -> Iterator[tuple[str, str, str]]:
        for _ in tries:
            language = chance.choice(("en", "fr"))
            old, new = KINDS[kind](chance, language)
            if old != new and (old, new) not in seen:
                seen.add((old, new))
                yield old, new, language

    return islice(made(), count)


def _text(chance: random.Random, language: str, clause: str) -> str:
    """Return a short policy with a clause in its last section."""
    nouns = chance.sample(_NOUNS[language], 3)
    title = {"en": "Terms of service", "fr": "Conditions d’utilisation"}[language]
    said = "\n\n".join(
        f"## {heading}\n\n{_SAID[language].format(noun)}"
        for heading, noun in zip(chance.sample(_TITLES[language], 3), nouns, strict=True)
    )
    last = {"en": "Particulars", "fr": "Détails"}[language]
    return f"# {title}\n\n{said}\n\n## {last}\n\n{clause}\n"


def _both(chance: random.Random, language: str, old: str, new: str) -> Pair:
    state = chance.getstate()
    before = _text(chance, language, old)
    chance.setstate(state)
    return before, _text(chance, language, new)


def _citation(chance: random.Random, language: str, number: int) -> str:
    """Return a sentence that cites a section by its number, in one of many forms."""
    n, other = number, chance.randint(20, 40)
    if language == "en":
        word, ordinal = _EN_NUMBERS[n - 1], _EN_ORDINALS[n - 1]
        forms = (
            f"Sections {other} and {n} survive the end.", f"Section {n}(b) survives the end.",
            f"Sections {n} to {other} survive the end.", f"Sec. {n} survives the end.",
            f"No. {n} survives the end.", f"Section {word} survives the end.",
            f"The {ordinal} section survives the end.", f"Section {_ROMAN[n - 1]} survives the end.",
            f"Art. {n} survives the end.", f"Clauses {other}, {n} survive the end.",
            f"§ {n} survives the end.", f"See {n} above all.", f"({n}) survives the end.",
            f"Rule {n} survives the end.", f"Sections {other}–{n} survive the end.",
            f"Paragraph {n}, sentence {other} survives.", f"What {n}.1 says survives.",
            f"The {n}{('th','st','nd','rd')[n] if n < 4 else 'th'} section survives.",
            f"Both section {other} and {n} survive.", f"Para {n} survives.", f"Points {n}/{other} survive.",
            f"Sections {other} & {n} survive.", f"Section no. {n} survives.", f"Sect. {n} survives.",
            f"The {ordinal} of these sections survives.", f"Article {_ROMAN[n - 1].lower()} survives.",
        )  # fmt: skip
    else:
        word, ordinal = _FR_NUMBERS[n - 1], _FR_ORDINALS[n - 1]
        forms = (
            f"Les articles {other} et {n} survivent.", f"L’article {n}, b) survit.",
            f"Les articles {n} à {other} survivent.", f"L’art. {n} survit.", f"Le n° {n} survit.",
            f"La section {word} survit." if n > 1 else f"La section {n} survit.",
            f"La {ordinal} section survit.", f"La section {_ROMAN[n - 1]} survit.",
            f"Le § {n} survit.", f"Le point {n} survit.", f"Le {n}. survit.", f"({n}) survit à la fin.",
            f"La disposition {n} survit.", f"Les articles {other}, {n} survivent.",
            f"Le paragraphe {n} survit.", f"La {n}e section survit.", f"L’alinéa {n} survit.",
            f"Les clauses {other} ou {n} survivent.", f"Le {n}.1 survit.", f"Voir {n}, al. {other}.",
            f"Le numéro {n} survit.", f"La rubrique {n} survit.", f"Art. {n} : survit.",
        )  # fmt: skip
    return chance.choice(forms)


def stale_citation(chance: random.Random, language: str) -> Pair:
    """Two sections change places and numbers; something cites one of them by its number."""
    count = chance.randint(2, 6)
    titles = chance.sample(_TITLES[language], count)
    first, second = sorted(chance.sample(range(count), 2))
    cited = _citation(chance, language, chance.choice((first, second)) + 1)
    if first + 1 < second and chance.random() < 0.3:  # a range that holds but one of the two
        start, end = chance.choice(((1, second), (first + 2, count + 5)))
        join = chance.choice(
            (" to ", "–", "-", " through ") if language == "en" else (" à ", "–", "-")
        )
        name = "Sections" if language == "en" else "Les articles"
        cited = f"{name} {start}{join}{end} {'survive' if language == 'en' else 'survivent'}."
    other = [*titles]
    other[first], other[second] = other[second], other[first]
    mark = chance.choice((".", "", ")", " –")) or ""

    def made(order: list[str]) -> str:
        parts = "\n\n".join(
            f"## {n}{mark} {title}\n\n{_SAID[language].format(title.lower())}"
            for n, title in enumerate(order, 1)
        )
        return f"# {'Terms' if language == 'en' else 'Conditions'}\n\n{cited}\n\n{parts}\n"

    return made(titles), made(other)


def other_count(chance: random.Random, language: str) -> Pair:
    """A numbered list is counted in another way."""
    items = chance.sample(_NOUNS[language], chance.randint(2, 5))
    old, new = chance.sample(("", 'type="a"', 'type="A"', 'type="i"', 'start="3"', "reversed"), 2)

    def listed(how: str) -> str:
        return f"<ol {how}>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ol>"

    return _both(
        chance, language, listed(old).replace("<ol >", "<ol>"), listed(new).replace("<ol >", "<ol>")
    )


def other_link(chance: random.Random, language: str) -> Pair:
    """A link leads to another page, place, query, country or host."""
    words = chance.choice(
        (
            "the annex",
            "the list",
            "our page",
            "the map of countries",
            "refunds",
            "how to cancel",
            "this",
        )
        if language == "en"
        else (
            "l’annexe",
            "la liste",
            "notre page",
            "les pays",
            "remboursements",
            "résilier",
            "ceci",
        )
    )
    host = chance.choice(("example.com", "acme.example", "docs.acme.example", "exemple.fr"))
    page = chance.choice(("terms", "a/b", "list", "pays", "help/refunds", "x.html", "v2/terms"))
    base = f"https://{host}/{page}"
    new = chance.choice(
        (
            f"https://{host}/{page}-old", f"https://{host}/pro/{page}", f"https://{host}/us/{page}",
            f"{base}#other", f"{base}?v=1", f"https://{host}.test/{page}", f"https://eu.{host}/{page}",
            f"https://{host}:8443/{page}", f"https://{host}/{page}/old", f"http://{host}/{page}",
            f"https://{host}/fr/{page}", f"https://{host}/{page}.pdf", f"{page}", f"/{page}", f"../{page}",
            f"https://{host}/{page.upper()}", "#particulars", f"https://{host}/", f"//{host}/{page}?x",
        )
    )  # fmt: skip
    return _both(chance, language, f"[{words}]({base}).", f"[{words}]({new}).")


def link_added(chance: random.Random, language: str) -> Pair:
    """Words lead to a document that they did not lead to."""
    words = chance.choice(
        ("our rules", "Annex B", "the tariff", "the law", "Dupont", "partners")
        if language == "en"
        else ("nos règles", "l’annexe B", "le tarif", "la loi", "Dupont", "partenaires")
    )
    href = f"https://example.com/{chance.choice(_NOUNS['en'])}/{chance.randint(1, 400)}"
    said = "See {} too." if language == "en" else "Voir {} aussi."
    return _both(chance, language, said.format(words), said.format(f"[{words}]({href})"))


def mail_parameter(chance: random.Random, language: str) -> Pair:
    """A message is begun to somebody else too."""
    who = chance.choice(("privacy", "dpo", "legal", "contact"))
    at = f"{who}@{chance.choice(('example.com', 'acme.example'))}"
    more = chance.choice(
        ("?cc=ads@example.com", "?bcc=x@example.com", "?subject=Ok", "?body=I%20agree")
    )
    old, new = chance.sample(("", more, f"{more}{chance.randint(1, 99)}"), 2)
    return _both(chance, language, f"[ok](mailto:{at}{old})", f"[ok](mailto:{at}{new})")


def other_name(chance: random.Random, language: str) -> Pair:
    """Another person or company, one letter, accent or spelling apart."""
    name = chance.choice(_NAMES)
    at = chance.randrange(1, len(name))
    new = chance.choice(
        (
            name[:at] + chance.choice("abeilnorstuvz") + name[at + 1 :],
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name.replace("ise", "ize").replace("yse", "yze").replace("î", "i").replace("re", "er"),
            name.replace("é", "e").replace("É", "E").replace("our", "or").replace("ence", "ense"),
        )
    )
    form = chance.choice((f" {chance.choice(_FORMS[language])}", ""))
    said = chance.choice(
        (
            "The host is {}.",
            "We ask {} to keep it.",
            "Jean {} is the officer.",
            "- Mira\n- {}\n- Halden",
        )
        if language == "en"
        else (
            "L’hébergeur est {}.",
            "Nous chargeons {} de cela.",
            "Jean {} est délégué.",
            "- Mira\n- {}",
        )
    )
    times = chance.choice(("", "", f" {name} – {name}." if "- " not in said else ""))
    return _both(
        chance, language, said.format(name + form) + times, said.format(new + form) + times
    )


def hyphen(chance: random.Random, language: str) -> Pair:
    """A hyphen makes another word, or binds other words."""
    pair = chance.choice(
        (
            ("re-sign", "resign"), ("re-lease", "release"), ("re-cover", "recover"), ("re-form", "reform"),
            ("re-present", "represent"), ("re-serve", "reserve"), ("re-collect", "recollect"),
            ("re-mark", "remark"), ("re-creation", "recreation"), ("co-op", "coop"), ("re-dress", "redress"),
            ("non profit-making", "non-profit making"), ("third party-data", "third-party data"),
            ("long term-contract", "long-term contract"), ("re lease", "release"), ("re sign", "resign"),
        )
        if language == "en"
        else (
            ("re-traite", "retraite"), ("re-présenter", "représenter"), ("sous-louer", "souslouer"),
            ("non contractuel-actif", "non-contractuel actif"), ("peut-être", "peut être"),
            ("sur-mesure", "sur mesure"), ("à-coup", "à coup"), ("contre-partie", "contre partie"),
            ("re-mise", "remise"), ("dé-lié", "délié"), ("plus-value", "plus value"),
        )
    )  # fmt: skip
    old, new = pair if chance.random() < 0.5 else pair[::-1]
    noun = chance.choice(_NOUNS[language])
    said = "The {} is {} here." if language == "en" else "La {} est {} ici."
    return _both(chance, language, said.format(noun, old), said.format(noun, new))


def agreement(chance: random.Random, language: str) -> Pair:
    """A verb after two nouns, either of which can be its subject."""
    one, two = chance.sample(_NOUNS[language], 2)
    if language == "en":
        verbs = chance.choice((("is", "are"), ("has", "have"), ("was", "were"), ("does", "do")))
        said = chance.choice(
            (
                "The {0}s of the {1} that {2} new count.", "The {0} of the {1}s, which {2} ours, stays.",
                "Any {0} in the {1}s which {2} paid ends.", "The {0}s or {1} {2} kept.",
                "The {0}s with the {1} {2} due.", "No {0} among {1}s {2} final.",
            )
        )  # fmt: skip
    else:
        verbs = chance.choice(
            (("est", "sont"), ("a", "ont"), ("peut", "peuvent"), ("doit", "doivent"))
        )
        said = chance.choice(
            (
                "Les {0}s de la {1} qui {2} payé restent.", "La {0} des {1}s qui {2} signé reste.",
                "Toute {0} parmi les {1}s qui {2} fini cesse.", "Les {0}s ou la {1} {2} rester.",
                "La {0} des {1}s {2} valable.",
            )
        )  # fmt: skip
    old, new = verbs if chance.random() < 0.5 else verbs[::-1]
    return _both(chance, language, said.format(one, two, old), said.format(one, two, new))


def not_the_same(chance: random.Random, language: str) -> Pair:
    """Expressions that mean the same only in some places."""
    en = (
        ("The sums {} the buyer are listed.", "due to", "because of"),
        ("The claims {} ours rank higher.", "prior to", "before"),
        ("The data we have {} delete is small.", "to", "in order to"),
        ("We ask {} you agree.", "if", "in the event that"),
        ("They are paid {}.", "on account of it", "because of it"),
        ("We {} share it.", "can", "are able to"),
        ("We {} not share it.", "can", "could"),
        ("It is {} used.", "currently", "at the moment"),
        ("Stay 6{} away.", "'", '"'),
        ("You can{} object.", " not", "not"),
        ("It runs {}.", "free of charge", "for free"),
        ("The {} states it.", "licensor", "licenser"),
    )
    fr = (
        ("Nous collectons {} Dupont.", "pour", "en vue de"),
        ("Les prix {} sont fixes.", "à ce jour", "actuellement"),
        ("Une part {} son apport.", "en raison de", "à cause de"),
        ("Il passe {} Lyon.", "via", "au moyen de"),
        ("Nous rangeons cela {} la société.", "dans", "au sein de"),
        ("C’est {}.", "gratuitement cédé", "cédé à titre gratuit"),
        ("Il {} partager.", "peut", "est en mesure de"),
        ("Elle suit {} elle.", "à la suite d’", "suite à"),
        ("Nous le faisons {}.", "à nouveau", "de nouveau"),
        ("Tenez-vous à 6{}.", "'", '"'),
        ("{} client paie.", "Tout autre", "Toute autre"),
    )
    said, old, new = chance.choice(en if language == "en" else fr)
    old, new = (old, new) if chance.random() < 0.5 else (new, old)
    return _both(chance, language, said.format(old), said.format(new))


def moved_passage(chance: random.Random, language: str) -> Pair:
    """A passage that another one goes on from, or that goes on from another, changed places."""
    noun, other = chance.sample(_NOUNS[language], 2)
    one, two, leaning = (
        (
            f"The {noun} is due in May.", f"We keep the {other} for a month.",
            chance.choice(
                (
                    "Half is paid back.", "All other data is deleted.", "Elsewhere you may not.",
                    "Later it ends.",
                    "Everything else is sold.", "Exceptions are rare.", "Nobody may ask why.",
                    "The rest is sold.",
                    "An exception needs consent.", "Consent is asked for first.", "Other cases differ.",
                    "Not so in France.", "Nor do we lend them.", "Afterwards we delete it.",
                    "Ten days are enough.",
                )
            ),
        )
        if language == "en"
        else (
            f"La {noun} est due en mai.", f"Nous gardons la {other} un mois.",
            chance.choice(
                (
                    "La moitié est rendue.", "Le reste est vendu.", "Ailleurs, non.",
                    "Plus tard, cela cesse.",
                    "Tout le reste est effacé.", "Il en va de même des photos.", "Les exceptions sont rares.",
                    "Dix jours suffisent.", "Sauf en France.", "Un accord est demandé.", "Idem pour le nom.",
                )
            ),
        )
    )  # fmt: skip
    old = [one, leaning, two]
    new = chance.choice(([two, leaning, one], [leaning, one, two], [one, two, leaning]))
    return _both(chance, language, "\n\n".join(old), "\n\n".join(new))


def front_matter(chance: random.Random, language: str) -> Pair:
    """A title, a description or a language changed, in a map or not."""
    key = chance.choice(
        ("title", "description", "summary", "subtitle", "keywords", "shortTitle", "note")
    )
    old, new = chance.sample(
        ("We never sell data", "We sell data", "For visitors only", "Rules for France", "All free"), 2
    )  # fmt: skip
    inside = chance.random() < 0.5

    def made(value: str) -> str:
        line = f"seo:\n  x: {{a: 1}}\n  {key}: {value}" if inside else f"{key}: {value}"
        return f"---\n{line}\n---\n\n"

    clause = f"The {chance.choice(_NOUNS['en'])}."
    text = _text(chance, language, clause)
    return made(old) + text, made(new) + text


def look(chance: random.Random, language: str) -> Pair:
    """A browser shows the same words smaller, hidden, far off or in another cell."""
    noun = chance.choice(_NOUNS[language])
    said = f"You pay for the {noun}." if language == "en" else f"Vous payez la {noun}."
    times = chance.randint(2, 40)
    table = "<table><tr><th>A</th><th>B</th><th>C</th></tr><tr><td{}>{}</td><td>1</td></tr></table>"
    old, new = chance.choice(
        (
            (said, "<small>" * times + said + "</small>" * times),
            (f"<small>{said}</small>", "<small>" * times + said + "</small>" * times),
            (said, f"<sub>{said}</sub>"), (said, "<sup>" * times + said + "</sup>" * times),
            (f"A {said}", "A" + "<br>" * (times + 3) + f" {said}"),
            (table.format("", noun), table.format(f' colspan="{times}"', noun)),
            (table.format("", noun), table.format(f' rowspan="{times}"', noun)),
            (f"{said} x", f"<ruby>x<rp>{said}</rp></ruby>"),
            (f'![{noun}](a.png)', f'<img src="a.png" alt="{noun}" width="1" height="{times}">'),
            (f"![{noun}](eu/{noun}{times}.png)", f"![{noun}](us/{noun}{times}.png)"),
            (said, f'<bdo dir="rtl">{said}</bdo>'), (said, f"<s>{said}</s>"),
            (f"A {said}", "A" + "&nbsp;" * (times + 5) + said),
        )
    )  # fmt: skip
    return _both(chance, language, old, new)


def dated(chance: random.Random, language: str) -> Pair:
    """A date on which something begins or ends."""
    noun = chance.choice(_NOUNS[language])
    year, other = chance.sample(range(2020, 2035), 2)
    said = chance.choice(
        (
            "Effective date: 1 May {}", "In force since 1 May {}", "The {noun} ends on 1 May {}.",
            "Valid from 1 May {}", "{Noun}s last updated on 1 May {} are deleted.", "Free until 1 May {}",
            "Applies as of 1 May {}.", "The {noun} was last updated on 1 May {} and ends.",
        )
        if language == "en"
        else (
            "En vigueur depuis le 1er mai {}", "Applicable à compter du 1er mai {}",
            "La {noun} cesse le 1er mai {}.",
            "Les {noun}s mises à jour le 1er mai {} sont effacées.", "Gratuit jusqu’au 1er mai {}",
        )
    )  # fmt: skip
    said = said.replace("{noun}", noun).replace("{Noun}", noun.capitalize())
    return _both(chance, language, said.format(year), said.format(other))


KINDS: dict[str, Kind] = {
    "stale citation": stale_citation,
    "other count": other_count,
    "other link": other_link,
    "link added": link_added,
    "mail parameter": mail_parameter,
    "other name": other_name,
    "hyphen": hyphen,
    "agreement": agreement,
    "not the same": not_the_same,
    "moved passage": moved_passage,
    "front matter": front_matter,
    "look": look,
    "dated": dated,
}
