"""Who asks: the account behind a bearer token."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from huying import clock
from huying.people.selectors import Bearer, bearer


class Token(HttpBearer):
    """`request.auth` is then the token's bearer: the actor, with the posts in force today, and which token it is."""

    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:
        """The token's bearer, or None."""
        return bearer(token, clock.now())
