"""Puts the context of RO-Crate 1.1, which a Python package ships, into the HTTP cache of
roc-validator, so that it needs no network.

Usage: offline_context.py CACHE CONTEXT.jsonld
"""

import io
import sys

from requests.adapters import BaseAdapter, HTTPAdapter
from requests_cache import CachedSession
from urllib3 import HTTPResponse

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


class FromFile(BaseAdapter):
    """Answers every request with one file."""

    def __init__(self, path):
        super().__init__()
        self.path = path

    def send(self, request, **_):
        with open(self.path, "rb") as file:
            body = io.BytesIO(file.read())
        headers = {"Content-Type": "application/ld+json"}
        response = HTTPResponse(body=body, headers=headers, status=200, preload_content=False)
        return HTTPAdapter().build_response(request, response)

    def close(self):
        pass


cache, context = sys.argv[1:3]
session = CachedSession(cache_name=cache, backend="sqlite", expire_after=-1)
session.mount("https://", FromFile(context))
for headers in ({}, {"Accept": "application/ld+json, application/json"}):
    session.get(CONTEXT, headers=headers).raise_for_status()
