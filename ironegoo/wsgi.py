import os
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ironegoo.settings")
application: Any = get_wsgi_application()
if settings.PAGES_ROOM:
    from blog.discovery import hits
    from blog.pagecache.wrapper import Wrapper

    application = Wrapper(application, hits.seen, background=True)
