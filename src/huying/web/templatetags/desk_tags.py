"""Template tags of the desk: `{% load desk_tags %}`."""

from datetime import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huying.people import roles
from huying.rules.calendar import LOCAL
from huying.rules.lights import ORDER, Light
from huying.rules.policy import Actor
from huying.rules.wording import Text
from huying.web import idle
from huying.web.desk import nav
from huying.web.kit import names, placing
from huying.web.kit.differences import Piece
from huying.web.speaking import language
from huying.web.templatetags.huying_tags import light

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_links(context: Context) -> list[dict[str, Any]]:
    """The head line's links for whoever is signed in, the present page marked."""
    request: HttpRequest = context["request"]
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the middleware
    links = list(nav.links(actor))
    here = max((address for address, _ in links if request.path.startswith(address)), key=len, default="")
    return [
        {"address": address, "name": link.name, "icon": link.icon, "here": address == here} for address, link in links
    ]


@register.simple_tag(takes_context=True)
def desk_posts(context: Context) -> list[tuple[Text, Text | None]]:
    """The posts of whoever is signed in: role and unit."""
    actor: Actor = context["request"].actor
    units = names.units(post.unit for post in actor.posts)
    return [(roles.full_name(post.programme, post.role), units.get(post.unit)) for post in actor.posts]


@register.simple_tag(takes_context=True)
def owns_tokens(context: Context) -> bool:
    """Whether whoever is signed in is a system's account, which issues its own tokens."""
    return roles.machines(context["request"].actor.posts)


@register.simple_tag
def idle_seconds() -> int:
    """How long a session lives without a request."""
    return idle.left()


@register.simple_tag
def mark(colour: Light | None) -> SafeString:
    """The light as its shape alone, its word for a screen reader: for narrow columns."""
    if colour is None:
        return SafeString("")
    words = light(colour)
    return format_html('<span class="mark" title="{}">{}</span>', _word(colour), words)


@register.simple_tag
def place_shown(code: object) -> placing.Picked:
    """How a place stands in the desk's two lists: county or town, and village."""
    return placing.shown(str(code or ""))


@register.simple_tag
def marks() -> dict[Light, SafeString]:
    """The three lights as marks, made once for a list of fifty."""
    return {colour: mark(colour) for colour in ORDER}


def _word(colour: Light) -> str:
    return {"green": Text("正常", "In time"), "amber": Text("临期", "Nearly due"), "red": Text("超期", "Overdue")}[
        colour
    ].say(language())


@register.filter
def short(at: datetime | None) -> str:
    """「12-30 15:00」: for lists."""
    return f"{at.astimezone(LOCAL):%m-%d %H:%M}" if at else ""


@register.filter
def compared(piece: Piece) -> SafeString:
    """A stretch of a text that was held against another: what went struck out, what came underlined."""
    frame = {"gone": "<del>{}</del>", "new": "<ins>{}</ins>", "same": "{}"}[piece.kind]
    return format_html(frame, linebreaksbr(piece.text, autoescape=True))


@register.filter
def size(count: int) -> str:
    """Bytes as people say them."""
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(count // 1024, 1)} KB"
