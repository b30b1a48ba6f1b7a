"""A look that is spared gives the answer that it would have given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from publisher.text.materiality.confusables import is_plain, suspicious

_TEXTS = st.text(st.sampled_from("abO01Il .,\t\n\x00\x07\x7f\u200b\u00adаеéß字"), max_size=8)


@given(
    _TEXTS,
    st.text(st.characters(min_codepoint=32, max_codepoint=126)),
    st.frozensets(st.sampled_from("ae\u00adаё")),
)
def test_nothing_in_a_plain_text_is_suspicious(old, new, alphabet):
    """Whatever stood there before, and whatever else the text holds."""
    assert is_plain(new)
    assert suspicious(old, new, alphabet) == ""
