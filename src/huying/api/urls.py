"""The REST API under /api/v1/, described by /api/v1/openapi.json."""

from typing import Any

from django.urls import URLPattern, re_path
from ninja import NinjaAPI

from huying.api import attachments, cases, figures, problems, programmes
from huying.api.parsing import Json as Parser
from huying.api.rendering import Json
from huying.api.tokens import Token


class Api(NinjaAPI):
    """Ninja's API, whose refusals of addresses and methods are problems too."""

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        """Patterns, application and namespace, as Django includes them."""
        patterns, application, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                root = pattern.name == "api-root"
                pattern.callback = problems.no_such_address if root else problems.method_named(pattern.callback)
        return [*patterns, re_path(r"^(?P<path>.*)$", problems.no_such_address)], application, namespace


api = Api(
    title="Huying",
    version="1",
    urls_namespace="api",
    auth=Token(),
    docs_url=None,
    parser=Parser(),
    renderer=Json(),
    description="Closed-loop casework: open, act on, read, list and search cases.",
)
problems.install(api)
api.add_router("", cases.router)
api.add_router("", attachments.router)
api.add_router("", programmes.router)
api.add_router("", figures.router)
