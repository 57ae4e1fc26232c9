"""Where the public finds the shop is a setting: no request can say otherwise."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.unit.conftest import close, make_shop
from webapp.config import SettingError, Settings


def url(tmp_path, **environ):
    return Settings.read({"ETALAGE_DATA": str(tmp_path), **environ}).url


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"HOST": "192.0.2.7", "PORT": "80"}, "http://192.0.2.7:80"),
        ({"HOST": "::1"}, "http://[::1]:8000"),
        ({"ETALAGE_HOSTS": "shop.example, www.shop.example"}, "https://shop.example"),
        ({"ETALAGE_HOSTS": ".shop.example", "PORT": "81"}, "https://shop.example"),
        ({"ETALAGE_HOSTS": "a.example", "ETALAGE_URL": "https://B.Example/"}, "https://b.example"),
        ({"ETALAGE_URL": "http://[2001:db8::1]:8080"}, "http://[2001:db8::1]:8080"),
    ],
)
def test_it_is_what_is_set_else_the_first_name_else_where_the_server_listens(tmp_path, environ, expected):
    assert url(tmp_path, **environ) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        "shop.example",
        "//shop.example",
        "ftp://shop.example",
        "https://",
        "https://shop.example/shop",
        "https://shop.example?a",
        "https://shop.example#a",
        "https://me:secret@shop.example",
        "https://shop.example:99999",
        "https://shop .example",
        'https://shop.example"><script>',
        "https://bücher.example",
    ],
)
def test_what_is_no_address_stops_the_start_with_one_sentence(tmp_path, wrong):
    with pytest.raises(SettingError, match=r"^ETALAGE_URL is .*; it must be .*\.$"):
        url(tmp_path, ETALAGE_URL=wrong)


@pytest.fixture
def two_shops(filled_sqlite, tmp_path):
    """The same data and the same cache on disk, at two addresses."""
    shutil.copytree(filled_sqlite, tmp_path, dirs_exist_ok=True)
    made = [
        make_shop(
            tmp_path, ETALAGE_CACHE="files", ETALAGE_URL=f"https://{name}.example", ETALAGE_HOSTS="a.example,b.example"
        )
        for name in ("a", "b")
    ]
    yield made
    for app in made:
        close(app)


@pytest.mark.parametrize("path", ["/en/", "/en/products", "/en/feed.xml", "/sitemap.xml", "/sitemap-posts-1.xml"])
def test_another_address_is_in_the_very_next_answer_of_a_cache_that_is_kept(two_shops, path):
    for app, name in zip(two_shops, ("a", "b"), strict=True):
        answer = app.test_client().get(path, headers={"Host": "a.example"})
        found = set(re.findall(r"https?://(\w+)\.example", answer.text))
        assert (answer.status_code, found) == (200, {name})


@pytest.mark.parametrize(
    "path", ["/en/", "/en/products/stoneware-teapot", "/en/feed.xml", "/sitemap.xml", "/robots.txt"]
)
def test_a_request_cannot_say_where_the_shop_is(sqlite_shop, path):
    client = sqlite_shop.test_client()
    lie = {"Host": "evil.localhost:81", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    answer = client.get(path, headers=lie)
    assert answer.status_code == 200
    assert "evil" not in answer.text
    assert "http://127.0.0.1:8000/" in answer.text
