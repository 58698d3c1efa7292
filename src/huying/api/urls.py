"""The REST API under /api/v1/, described by /api/v1/openapi.json."""

from ninja import NinjaAPI

from huying.api import cases, figures, problems, programmes
from huying.api.rendering import Json
from huying.api.tokens import Token

api = NinjaAPI(
    title="Huying",
    version="1",
    urls_namespace="api",
    auth=Token(),
    docs_url=None,
    renderer=Json(),
    description="Closed-loop casework: open, act on, read, list and search cases.",
)
problems.install(api)
api.add_router("", cases.router)
api.add_router("", programmes.router)
api.add_router("", figures.router)
