"""Misago's pages, and the catalogue of translations that they load."""

from django.conf import settings
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.cache import cache_page
from django.views.decorators.http import last_modified
from django.views.i18n import JavaScriptCatalog
from misago import __version__

# The catalogue is the same for all visitors until the image or the language changes.
catalogue = JavaScriptCatalog.as_view(packages=["misago"])
catalogue = cache_page(14 * 24 * 3600, key_prefix=f"i18n-{settings.LANGUAGE_CODE}-{__version__}")(catalogue)
catalogue = last_modified(lambda request: timezone.now())(catalogue)

urlpatterns = [
    path("", include("misago.urls", namespace="misago")),
    path("django-i18n.js", catalogue, name="django-i18n"),
]

handler403 = "misago.core.errorpages.permission_denied"
handler404 = "misago.core.errorpages.page_not_found"
