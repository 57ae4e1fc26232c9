"""Whole answers go to the server as a list, which it sends at once; a file is read while it is sent."""

from __future__ import annotations

import pytest
from flask import Response
from werkzeug.test import EnvironBuilder

from webapp import access


def answered(shop, path, **options):
    """What the application returns to its server, with the status."""
    told = []
    environ = EnvironBuilder(path, "http://127.0.0.1/", **options).get_environ()
    return shop.wsgi_app(environ, lambda status, headers, exc_info=None: told.append(status)), told[0]


@pytest.mark.parametrize("path", ["/en/products?q=lamp", "/en/nothing", "/en/sign-in"])
def test_a_whole_answer_is_a_list(sqlite_shop, path):
    body, status = answered(sqlite_shop, path)
    assert isinstance(body, list), status
    assert b"</html>" in b"".join(body)


def test_nothing_is_sent_where_only_the_head_is_asked_for(sqlite_shop):
    assert answered(sqlite_shop, "/en/products?q=lamp", method="HEAD") == ([], "200 OK")


def test_a_kept_page_is_a_list_too(sqlite_shop):
    for _time in range(3):
        body, _status = answered(sqlite_shop, "/en/products")
        assert isinstance(body, list)


def test_a_file_is_sent_piece_by_piece(sqlite_shop, monkeypatch):
    pieces = iter([b"one", b"two"])

    @access.public
    def file(**_given):
        return Response(pieces, direct_passthrough=True)

    endpoint, _values = sqlite_shop.url_map.bind("127.0.0.1").match("/healthz")
    monkeypatch.setitem(sqlite_shop.view_functions, endpoint, file)
    assert answered(sqlite_shop, "/healthz") == (pieces, "200 OK")
