"""Who asks: the account behind a bearer token."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from huying import clock
from huying.people.selectors import actor_for_token
from huying.rules.policy import Actor


class Token(HttpBearer):
    """`request.auth` is then the actor, with the posts in force today."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The token's actor, or None."""
        return actor_for_token(token, clock.now())
