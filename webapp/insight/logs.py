"""The log of the shop: lines for people, or JSON lines for machines, each with the name of its request."""

from __future__ import annotations

import logging
import sys

from flask import has_request_context
from pythonjsonlogger.json import JsonFormatter

from webapp.hypermedia.request_ids import request_id

FIELDS = ("levelname", "name", "message", "request_id", "exc_info")


class Ours(logging.StreamHandler):  # type: ignore[type-arg]  # it is no generic when it runs
    """The handler that we have added, so that a second shop in the same process replaces it."""


class RequestName(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "request_id"):
            record.request_id = request_id() if has_request_context() else "-"
        return True


def write_as(form: str) -> None:
    """`json`, or `text` as Python would write it anyway."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, Ours)]:
        root.removeHandler(handler)
    if form == "json":
        handler = Ours(sys.stderr)
        handler.addFilter(RequestName())
        handler.setFormatter(
            JsonFormatter(
                FIELDS, timestamp=True, rename_fields={"levelname": "level", "name": "logger"}, json_ensure_ascii=False
            )
        )
        root.addHandler(handler)
