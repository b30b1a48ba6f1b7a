"""A short policy with one clause to change, in English, French or German."""

from __future__ import annotations

from publisher.text.comparison import Comparison, compare

_TEXTS = {
    "en": """---
title: Privacy statement
language: en
---

# Privacy statement

This statement says what Acme SAS does with information about the people who use its services.

## 7. What we collect

We collect your name and your e-mail address when you open an account.

## 8. Clause

CLAUSE

## 9. Your rights

You have the right to access your data. Write to privacy@acme.example and we answer within 30 days.

## 10. Changes

We give notice of material changes thirty (30) business days before they take effect. See section 9.
""",
    "fr": """---
title: Politique de confidentialité
language: fr
---

# Politique de confidentialité

La présente politique décrit ce que fait la société Acme SAS des données de ses utilisateurs.

## 7. Données collectées

Nous collectons votre nom et votre adresse électronique lorsque vous ouvrez un compte.

## 8. Clause

CLAUSE

## 9. Vos droits

Vous avez le droit d'accéder à vos données. Écrivez à dpo@acme.example ; nous répondons sous 30 jours.
""",
    "de": """---
title: Datenschutzerklärung
language: de
---

# Datenschutzerklärung

Diese Erklärung sagt, was die Acme SAS mit Daten der Menschen tut, die ihre Dienste nutzen.

## 8. Clause

CLAUSE

## 9. Ihre Rechte

Sie haben das Recht auf Auskunft. Schreiben Sie an privacy@acme.example.
""",
}
PLACE = "Section 8 “Clause”: "
_PLACES = (PLACE, "Article 8 « Clause » : ")


def framed(clause: str, language: str = "en") -> str:
    """Return the policy with `clause` in its section 8."""
    return _TEXTS[language].replace("CLAUSE", clause)


def changed(old: str, new: str, language: str = "en") -> Comparison:
    """Compare the policy with `old` in it and the policy with `new` in it."""
    return compare(framed(old, language), framed(new, language))


def told(comparison: Comparison) -> list[tuple[str, str]]:
    """Return the findings as (rule, sentence without the place), each once."""
    found = ((each.rule, _without_place(each.explanation)) for each in comparison.findings)
    return list(dict.fromkeys(found))


def _without_place(explanation: str) -> str:
    for place in _PLACES:
        explanation = explanation.removeprefix(place)
    return explanation
