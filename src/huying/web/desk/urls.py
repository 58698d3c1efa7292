"""Addresses of the desk, below /desk/."""

from django.urls import include, path, re_path

from huying.web.desk import (
    acting,
    audit,
    auditexport,
    bulk,
    casepage,
    contacts,
    exporting,
    index,
    mytokens,
    registering,
    saved,
    slips,
)
from huying.web.desk.admin import accounts, calendar, changes, locks, places, posts, tabs, tokens, units
from huying.web.kit import placing

app_name = "desk"

urlpatterns = [
    path("", index.index, name="index"),
    path("start/", index.start, name="start"),
    path("new/", registering.new, name="new"),
    path("new/alike/", registering.alike, name="new-alike"),
    path("new/receipt/", registering.receipt, name="receipt"),
    re_path(r"^export\.(?P<kind>csv|xlsx)$", exporting.export, name="export"),
    path("villages/<slug:field>/", placing.villages, name="villages"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("slips/", slips.slips, name="slips"),
    path("slips/sign/", slips.sign_many, name="sign-slips"),
    path("slips/<int:slip>/paper/", slips.paper, name="slip"),
    path("slips/<int:slip>/", slips.sign, name="sign-slip"),
    path("views/", saved.save, name="save-view"),
    path("views/<int:view>/remove/", saved.remove, name="remove-view"),
    path("cases/<str:number>/", casepage.case, name="case"),
    path("cases/<str:number>/beside/", casepage.beside, name="beside"),
    path("cases/<str:number>/lookup/", casepage.lookup, name="lookup"),
    path("cases/<str:number>/limits/", acting.limits, name="limits"),
    path("cases/<str:number>/contact/", contacts.reveal, name="contact"),
    path("cases/<str:number>/files/<uuid:attachment>/", casepage.file, name="file"),
    path("cases/<str:number>/act/<slug:code>/<int:task>/", acting.act, name="act"),
    path("leader/", include("huying.web.leader.urls")),
    path("audit/", audit.looks, name="audit"),
    path("audit/events/", audit.events, name="audit-events"),
    path("audit/people/", audit.people, name="audit-people"),
    path("audit/seals/", audit.seals, name="audit-seals"),
    re_path(r"^audit/(?P<which>looks|events|people|seals)\.csv$", auditexport.export, name="audit-export"),
    path("audit/verify/", audit.verify, name="audit-verify"),
    path("audit/changes/", changes.audited, name="audit-changes"),
    path("admin/", tabs.admin, name="admin"),
    path("admin/accounts/", accounts.accounts, name="admin-accounts"),
    path("admin/units/", units.units, name="admin-units"),
    path("admin/places/", places.places, name="admin-places"),
    path("admin/calendar/", calendar.calendar, name="admin-calendar"),
    path("admin/posts/", posts.posts, name="admin-posts"),
    path("admin/locks/", locks.locks, name="admin-locks"),
    path("admin/tokens/", tokens.tokens, name="admin-tokens"),
    path("admin/changes/", changes.changes, name="admin-changes"),
    path("tokens/", mytokens.mine, name="my-tokens"),
]
