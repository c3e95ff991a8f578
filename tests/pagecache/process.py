"""A worker of a site as a process of its own, for test_processes.py: one page, and one edit."""

import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "ironegoo.settings"
    import django

    django.setup()

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.http import HttpResponse
from django.urls import path

from blog.models import Tag
from blog.pagecache import depends_on, stamps
from blog.pagecache.wrapper import Wrapper
from ironegoo.urls import urlpatterns as site


def page(request):
    depends_on(request, "tag:1")
    return HttpResponse(f"{Tag.objects.get(slug='shown').name} " + "filling " * 100)


def edit(request, number):
    """Answers once the edit is saved and told."""
    with transaction.atomic():
        Tag.objects.filter(slug="shown").update(name=str(number))
    stamps.stamp(["tag:1"])
    return HttpResponse("saved")


urlpatterns = [path("page", page), path("edit/<int:number>", edit), *site]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def serve(port):
    settings.ROOT_URLCONF = "tests.pagecache.process"
    settings.COUNT_EVERY = 0
    wrapper = Wrapper(WSGIHandler(), lambda *what: None, background=True)
    make_server("127.0.0.1", port, wrapper, Server, Quiet).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
