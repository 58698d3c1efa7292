"""A password chosen on the page is stamped with the day, so that it can age."""

import pytest
from allauth.account.adapter import get_adapter

from huying.people.models import User


@pytest.mark.django_db
def test_a_password_chosen_on_the_page_ages_from_then_on() -> None:
    user = User.objects.create(username="zhou", display_name="周海燕")
    get_adapter().set_password(user, "Chosen-by-myself-1")
    user.refresh_from_db()
    assert user.check_password("Chosen-by-myself-1")
    assert user.password_changed_at is not None
