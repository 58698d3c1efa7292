"""Where somebody who was given the two halves of a one-time code chooses a password: for a new account, after a reset."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from huying.clock import now
from huying.people.services.codes import HOURS, redeem
from huying.rules.errors import BadInput, HuyingError
from huying.rules.wording import Text
from huying.web.errors import sentence, status_of
from huying.web.limits import Limit, address, count

# Two halves are beyond guessing, one is still 49 bits: this only keeps machines away, without locking the owner out.
ONE_PLACE = Limit("code.place", 60, timedelta(minutes=15))
ONE_NAME = Limit("code.name", 100, timedelta(minutes=15))
UNEQUAL = Text("两次输入的新密码不一样，请重新输入", "the two passwords are not the same; type them again.")


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("first", "second", "password", "again")
def code(request: HttpRequest) -> HttpResponse:
    """The form, and after it the sign-in page. Who is wrong, and in what, is never told."""
    error: HuyingError | None = None
    if request.method == "POST":
        try:
            _redeem(request, now())
            messages.success(request, gettext("密码已设好，请用新密码登录。"))
            return redirect("account_login")
        except HuyingError as refused:
            error = refused
    context = {
        "hours": HOURS,
        "typed": {name: request.POST.get(name, "")[:150] for name in ("username", "first", "second")},
        "problem": sentence(error) if error else "",
    }
    return render(request, "account/code.html", context, status=status_of(error) if error else 200)


def _redeem(request: HttpRequest, at: datetime) -> None:
    word = {name: request.POST.get(name, "").replace("\0", "").strip() for name in ("username", "first", "second")}
    count(ONE_PLACE, address(request), at)
    count(ONE_NAME, word["username"].lower(), at)
    if request.POST.get("password", "") != request.POST.get("again", ""):
        raise BadInput(field="again", problem=UNEQUAL)
    redeem(**word, password=request.POST.get("password", ""), now=at)
