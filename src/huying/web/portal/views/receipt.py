"""The receipt: number, query code, QR, the promised date. Only for the session that sent or opened the case."""

import io

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huying.ledger.sealing import query_code
from huying.rules.errors import NotFound
from huying.web.portal.opened import MATTER, opened


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """What the person who wrote takes away."""
    row = opened(request, number)
    if row is None:
        return redirect(f"{reverse('portal:follow')}?number={number}")
    return render(request, "portal/receipt.html", {"case": row, "code": query_code(str(row.id))})


@never_cache
@require_safe
def picture(request: HttpRequest, number: str) -> HttpResponse:
    """The QR code of the follow page. Its query code stands behind the #, which no browser sends and no log keeps."""
    row = opened(request, number)
    if row is None:
        raise NotFound(what=MATTER)
    address = request.build_absolute_uri(f"{reverse('portal:follow')}?number={row.number}#{query_code(str(row.id))}")
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(out, kind="svg", scale=4, border=2, title=row.number)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
