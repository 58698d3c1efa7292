"""Addresses of the desk, below /desk/."""

from django.urls import path

from huying.web.desk import acting, bulk, casepage, contacts, exporting, index, registering, saved

app_name = "desk"

urlpatterns = [
    path("", index.index, name="index"),
    path("new/", registering.new, name="new"),
    path("new/alike/", registering.alike, name="new-alike"),
    path("export.<str:kind>", exporting.export, name="export"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("views/", saved.save, name="save-view"),
    path("views/<int:view>/remove/", saved.remove, name="remove-view"),
    path("cases/<str:number>/", casepage.case, name="case"),
    path("cases/<str:number>/beside/", casepage.beside, name="beside"),
    path("cases/<str:number>/lookup/", casepage.lookup, name="lookup"),
    path("cases/<str:number>/limits/", acting.limits, name="limits"),
    path("cases/<str:number>/contact/", contacts.reveal, name="contact"),
    path("cases/<str:number>/files/<uuid:attachment>/", casepage.file, name="file"),
    path("cases/<str:number>/act/<slug:code>/<int:task>/", acting.act, name="act"),
]
