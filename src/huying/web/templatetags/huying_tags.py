"""Template tags and filters that every page may use: `{% load huying_tags %}`.

Texts: `{{ text|say }}`. Times: `{{ at|when }}`, `{{ at|day }}`. Numbers: `{{ n|wan }}`. Personal data: `{{ name|masked_name }}`,
`{{ phone|masked_phone }}`. Lights: `{% light "amber" %}`, `{% light_of row %}`. Pictures: `{% icon "check" %}`.
"""

from datetime import datetime
from typing import Protocol

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from huying.clock import now
from huying.people.models import Place
from huying.rules.lights import Light
from huying.rules.scrub import mask_name, mask_phone
from huying.web import demo, wording
from huying.web.speaking import language, say

register = template.Library()
register.filter(say)

SHAPES: dict[Light, SafeString] = {
    "green": mark_safe('<circle cx="6" cy="6" r="5.5"/>'),
    "amber": mark_safe('<path d="M6 .5 12 11.500H0z"/>'),
    "red": mark_safe('<path d="M.5.5h11v11H.5z"/>'),
}


class Timed(Protocol):
    """A row with the clock that counts now: a case or an assignment."""

    due_at: datetime | None
    amber_at: datetime | None


@register.filter
def page_language(code: str | None) -> str:
    """The language as HTML's `lang` wants it."""
    return "en" if (code or "").startswith("en") else "zh-Hans"


@register.filter
def when(at: datetime | None) -> str:
    """「12月30日（周四）15:00」, the year in front where it is not this year; empty for None."""
    return wording.moment(at, language(), now()) if at else ""


@register.filter
def day(at: datetime | None) -> str:
    """「12月30日（周四）」, the year in front where it is not this year; empty for None."""
    return wording.day(at, language(), now()) if at else ""


@register.filter
def wan(number: float | None) -> str:
    """「1.18万」 from ten thousand up in Chinese, thousands separated in English; a dash for None."""
    return wording.number(number, language())


@register.filter
def grouped(code: str) -> str:
    """Digits in groups of four, as people read them aloud."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


@register.filter
def masked_name(name: str) -> str:
    """张*"""
    return mask_name(name)


@register.filter
def masked_phone(phone: str) -> str:
    """138****1234"""
    return mask_phone(phone)


@register.simple_tag
def light(colour: Light, words: str = "") -> SafeString:
    """Shape, word and colour: ● 正常, ▲ 临期, ■ 超期, or other `words` in the word's place."""
    names = {"green": gettext("正常"), "amber": gettext("临期"), "red": gettext("超期")}
    return format_html(
        '<span class="light light-{}"><svg viewBox="0 0 12 12" aria-hidden="true">{}</svg>{}</span>',
        colour,
        SHAPES[colour],
        words or names[colour],
    )


@register.simple_tag
def light_of(row: Timed, words: str = "") -> SafeString:
    """The light of a row by its due and amber instants; nothing where no clock counts."""
    if row.due_at is None or row.amber_at is None:
        return mark_safe("")
    return light(wording.light(row.due_at, row.amber_at, now()), words)


@register.simple_tag
def icon(name: str) -> SafeString:
    """One picture of the shared sprite (names in frontend/icons.txt); says nothing to a screen reader."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("vendor/icons.svg"), name
    )


@register.simple_tag
def demo_accounts() -> list[demo.Group]:
    """The demo's accounts, for the sign-in page of the demo only; empty elsewhere."""
    return demo.groups()


@register.simple_tag
def city() -> str:
    """What the city is called; empty before one is set up."""
    row = Place.objects.filter(level="city").first()
    return say(row.text) if row else ""
