from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("admin", RedirectView.as_view(url="/admin/", permanent=True)),
    # Before the admin's own: its login, logout and change of password are allauth's here.
    path("admin/", include("blog.entry.urls")),
    path("admin/", admin.site.urls),
    path("", include("blog.urls")),
]
handler404 = "blog.views.not_found"
handler500 = "blog.views.failed"
handler429 = "blog.entry.views.too_many"
