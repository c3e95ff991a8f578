"""Every request that the site itself sends: to public addresses alone, within bounds, politely.

asking: safe_fetch(), the one way out; pace: how often one host is asked; watch: what ends a fetch
that takes too long; answers: what came back.
"""

from .answers import Answer, FetchError, Forbidden
from .asking import safe_fetch

__all__ = ["Answer", "FetchError", "Forbidden", "safe_fetch"]
