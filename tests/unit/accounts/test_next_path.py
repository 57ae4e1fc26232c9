"""Where a sign-in may lead: to a path of ours and nowhere else."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.hypermedia.paths import local_path

EVIL = [
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "\\/evil.test",
    "https:evil.test",
    "https://evil.test/",
    "HTTPS://evil.test/",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.test",
    "@evil.test",
    " //evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "\t//evil.test",
    "/en/\r\nSet-Cookie: a=b",
    "/en/%0d%0aSet-Cookie:%20a=b",
    "/%2f/evil.test",
    "/%2fevil.test",
    "/%5cevil.test",
    "/\0",
    "/%00",
    "/en/\u2028",
    "/en/\u202e",
    "/en/\x85",
    "//[evil",
    "/" + "a" * 3000,
]


@pytest.mark.parametrize("text", EVIL)
def test_evil_ones_are_refused(text):
    assert local_path(text) is None


@pytest.mark.parametrize("text", EVIL)
def test_a_sign_in_then_leads_to_the_desk(client, person, text):
    response = client.sign_in(person(), data={"next": text})
    assert (response.status_code, response.headers["Location"]) == (303, "/en/desk/products")


@pytest.mark.parametrize(
    "text", ["/", "/en/", "/en/desk/products?sort=-price&q=a%20b", "/ar/products/%D8%B4", "/en/a?q=https://x.test//y"]
)
def test_our_own_are_kept(text):
    assert local_path(text) == text


PIECES = st.sampled_from(
    ["/", "\\", ":", "//", "http", "https:", "javascript:", "@", "evil.test", "%2f", "%5c", ".", ".."]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=8).map("".join))
def test_whatever_is_kept_stays_on_our_host_for_two_parsers(text):
    if (kept := local_path(text)) is not None:
        assert urlsplit(urljoin("https://shop.test/en/sign-in", kept))[:2] == ("https", "shop.test")
        # What browsers do before they parse: backslashes are slashes, tabs and line ends are nothing.
        seen = kept.replace("\\", "/").translate({9: None, 10: None, 13: None}).strip()
        assert seen.startswith("/")
        assert not seen.startswith("//")
