"""Template tags of those who lead: `{% load leader_tags %}`."""

from django import template
from django.template import Context

from huying.web.leader.offers import Offer
from huying.web.leader.offers import offers as all_offers

register = template.Library()


@register.simple_tag(takes_context=True)
def offers_for(context: Context, programme: str) -> list[Offer]:
    """By which programmes whoever is signed in may require something of a case of that programme."""
    return [one for one in all_offers(context["request"].actor) if one.fits(programme)]
