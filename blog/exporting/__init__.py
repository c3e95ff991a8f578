"""The whole public site as files, for a CDN or a plain web server: `manage.py export_site`.

The site is asked as a visitor asks it, from its fixed addresses and posts on to whatever the
answers name. So what is written is what is answered, and nothing that is not public.
"""

from .run import Result, export_site

__all__ = ["Result", "export_site"]
