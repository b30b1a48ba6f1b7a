"""Texts in the scripts of the world, with Latin names in them, deceive nobody; a borrowed letter does."""

from __future__ import annotations

import pytest

from publisher.check.file_checks import Source, deceiving
from publisher.text.materiality.confusables import suspicious

ORDINARY = {
    "Japanese": "Acmeのアカウント、Cookieおよび端末IDを取得します。",
    "Japanese, wide figures": "保存期間は３０日、ＡＣＭＥ公式ストアのみ。",
    "Chinese": "我们收集您的IP地址和Cookie，保存30天。第Ⅱ章",
    "Chinese, variant of a sign": "葛\U000e0100城市的Acme用户",
    "Korean": "Acme는 이메일과 Cookie정보를 30일간 보관합니다.",
    "Russian": "PDF-файлы, SMSки и Wi\u2011Fi-сеть храним 30 дней.",
    "Ukrainian": "Ми зберігаємо cookie-файли сервісу Acme.",
    "Greek": "Η Acme συλλέγει cookies και τη διεύθυνση IP· α) το όνομα.",
    "Armenian": "Acme-ի օգտատերերի տվյալները",
    "Georgian": "Acme-ის მომხმარებლები",
    "Arabic": "تجمع Acme بياناتك (GDPR)\u200f وبـAcme خلال ٣٠ يومًا.",
    "Hebrew": "אנו אוספים מידע מ-Acme ומרשת Wi-Fi\u200e.",
    "Persian": "ما اطلاعات Acme را جمع می\u200cکنیم.",
    "Thai": "เราเก็บข้อมูลจากAcmeและCookie\u200bภายใน 30 วัน",
    "Khmer": "យើងប្រមូល\u200bទិន្នន័យAcme",
    "Hindi": "हम Acme खाते की जानकारी ३० दिन रखते हैं, क्\u200dष।",
    "Bengali": "আমরা Acme অ্যাকাউন্টের তথ্য রাখি।",
    "Spanish": "La 1ª cláusula, nº 3, 5 µm.",
}
DECEIVING = {
    "a Cyrillic a": "Write to p\u0430ypal.",
    "a Cyrillic word ending in Latin": "Open the \u0440\u0430\u0443pal page.",
    "a Greek capital": "Acme is not \u0391cme.",
    "a Cherokee capital": "Acme is not \u13aacme.",
    "a mathematical letter": "Acme is not \U0001d41acme.",
    "a Latin letter in a Russian word": "Срок до\u0433\u043eв\u043eр\u0061 истёк.",
    "an unseen space": "Write to pay\u200bpal.",
}


@pytest.mark.parametrize("line", ORDINARY.values(), ids=ORDINARY)
def test_a_latin_name_in_a_text_of_another_script_is_not_suspicious(line):
    """`publisher check` has nothing to say."""
    assert [*deceiving(Source("policy/a.md", "a.md", b""), line)] == []


@pytest.mark.parametrize("line", DECEIVING.values(), ids=DECEIVING)
def test_a_letter_of_another_alphabet_inside_a_word_is_a_problem(line):
    """The line is named, and what it holds."""
    [problem] = deceiving(Source("policy/a.md", "a.md", b""), line)
    assert (problem.rule, problem.line) == ("characters", 1)


def test_a_word_whose_letters_all_pass_for_latin_ones_is_suspicious_where_none_stood_before():
    """A Russian word that shows that it is Russian is not."""
    assert "cyrillic capital letter a" in suspicious("", "\u0410\u0441\u043c\u0435")
    assert suspicious("", "\u0420\u043e\u043c\u0430\u0448\u043a\u0430") == ""
