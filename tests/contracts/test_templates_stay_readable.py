"""The templates are laid out, and laying out changes nothing that a reader of the page could see."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripts.markup.__main__ import ROOT, TEMPLATES, wanting
from scripts.markup.gaps import judged
from scripts.markup.layout import laid_out
from scripts.markup.tags import one_line
from scripts.markup.tokens import Gap
from scripts.markup.tree import UnreadableError, tree


def test_every_template_is_laid_out_and_none_hides_in_long_lines() -> None:
    paths = sorted(ROOT.glob(TEMPLATES))
    assert len(paths) > 80
    assert [told for path in paths if (told := wanting(path, write=False))] == []


def test_no_white_space_comes_between_chinese_words() -> None:
    long = "".join(f'{{% if part_{n} %}}{{% translate "第{n}部分" %}}{{% endif %}}' for n in range(9))
    assert laid_out(f'<p><b lang="zh-Hans">{long}</b></p>') == f'<p>\n  <b lang="zh-Hans">{long}</b>\n</p>\n'


def test_a_tag_in_a_line_breaks_between_its_attributes() -> None:
    word = "一" * 80
    link = f'甲<a href="/a/" data-open="{{{{ number }}}}">{word}</a>乙'
    assert laid_out(f"<p>{link}</p>") == (
        f'<p>\n  甲<a\n    href="/a/"\n    data-open="{{{{ number }}}}"\n  >{word}</a>乙\n</p>\n'
    )


def test_blocks_stand_on_lines_of_their_own_and_so_do_conditions_around_them() -> None:
    assert laid_out("<ul>{% for one in all %}<li>{{ one }}</li>{% endfor %}</ul>") == (
        "<ul>\n  {% for one in all %}\n    <li>{{ one }}</li>\n  {% endfor %}\n</ul>\n"
    )


def test_white_space_is_free_only_where_every_way_leads_to_a_block() -> None:
    gaps = {token.text: token.gap for token in judged("<p>{% if a %}甲{% else %}<b>乙</b>{% endif %}{{ c }}</p>丙")}
    assert gaps["{% if a %}"] is Gap.FREE
    assert gaps["甲"] is Gap.FREE  # nothing stands before it but the tag of the paragraph
    assert gaps["{% endif %}"] is Gap.TIGHT  # {{ c }} follows
    assert gaps["{{ c }}"] is Gap.TIGHT
    assert gaps["丙"] is Gap.FREE


def test_what_a_loop_says_again_is_not_parted() -> None:
    gaps = [token.gap for token in judged("<p>{% for one in all %}{{ one }}{% endfor %}</p>")]
    assert gaps[2] is Gap.TIGHT  # its second word comes after its first
    assert gaps[1] is gaps[4] is Gap.FREE


def test_a_wide_blank_is_a_word_and_a_text_box_is_left_alone() -> None:
    source = '<option value="1">\u3000魏都区</option>\n<textarea name="a">\n  {{ a }}</textarea>\n'
    assert laid_out(source) == source


def test_a_template_that_does_not_nest_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableError, match=r"line 2: \{% endif %\} stands where <section> of line 1 is open"):
        tree("{% if a %}<section>\n{% endif %}</section>")


WORDS = ["甲", "乙 丙", "{{ c }}", "\n", " ", "<br>", "{% load i18n %}", '{% translate "丁" %}', "x" * 50, "乙" * 40]
WORDS += ["<textarea>\n <b>{{ d }} </b></textarea>"]
FRAMES = [
    ("<p>", "</p>"),
    ("<b>", "</b>"),
    ('<a href="/d/"{% if a %} aria-current="page"{% endif %}>', "</a>"),
    ('<li class="{% if a %}x{% endif %}">', "</li>"),
    ("{% if a %}", "{% endif %}"),
    ("{% if a %}甲{% else %}", "{% endif %}"),
    ("{% for b in d %}", "{% endfor %}"),
]
TEMPLATE = st.recursive(
    st.sampled_from(WORDS),
    lambda inner: st.builds(
        lambda frame, parts: frame[0] + "".join(parts) + frame[1], st.sampled_from(FRAMES), st.lists(inner, max_size=5)
    ),
    max_leaves=25,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEMPLATE, max_size=4).map("".join))
def test_whatever_is_laid_out_keeps_its_pieces_and_gaps_and_stays_as_it_is(source: str) -> None:
    result = laid_out(source)
    assert laid_out(result) == result
    assert _seen(source) == _seen(result)


def _seen(source: str) -> list[tuple[str, str]]:
    """The pieces, and the white space that a reader would see between them."""
    return [(one_line(token), token.gap.value) for token in judged(source)]
