"""Addresses below /accounts/: those of allauth's pages that somebody here can use.

Staff are given accounts without an e-mail address, so pages that send or confirm e-mail lead nowhere and are left out;
whoever lost a password is given a one-time code by two administrators, and chooses another by it.
"""

from __future__ import annotations

from allauth.account import views
from django.urls import include, path

from huying.web import codes

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),  # says only that nobody signs up by themselves
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("code/", codes.code, name="account_code"),
    path("2fa/", include("allauth.mfa.urls")),
]
