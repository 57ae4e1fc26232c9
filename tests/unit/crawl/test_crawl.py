"""The demo as a robot sees it: every link leads somewhere, and heads, sitemap and data agree on every page."""

from __future__ import annotations

import shutil
from collections import Counter
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from tests.unit.conftest import close, make_shop
from tests.unit.crawl.pages import LOCALES, Crawl
from webapp.storage import schema
from webapp.storage.transactions import snapshot

SITE = "https://shop.example"
XML = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
# What a robot's first visit may cost, when nothing is kept yet.
STATEMENTS = 16


@pytest.fixture(scope="module")
def crawl(filled_sqlite, tmp_path_factory):
    yield from crawled(filled_sqlite, tmp_path_factory.mktemp("crawl") / "shop", LOCALES)


def crawled(filled, data, locales):
    shutil.copytree(filled, data)
    app = make_shop(data, ETALAGE_URL=SITE, ETALAGE_LOCALES=",".join(locales))
    with app.app_context():
        schema.prepare()
    found = Crawl(app, SITE)
    found.walk("/", *(f"/{locale}/" for locale in locales))
    yield found
    close(app)


@pytest.fixture(scope="module")
def public(crawl):
    return for_search_engines(crawl)


def for_search_engines(crawl):
    """Address -> head of every page that is for search engines."""
    heads = {path: page.head for path, page in crawl.pages.items() if page.head and page.head.indexed}
    return {SITE + path: head for path, head in heads.items()}


@pytest.fixture(scope="module")
def sitemap(crawl):
    return named_by_sitemap(crawl)


def named_by_sitemap(crawl):
    """Address -> [(language, address)] of every page in the sitemap."""
    client = crawl.app.test_client()
    index = ElementTree.fromstring(client.get("/sitemap.xml").data)
    found = {}
    for file in index.findall("s:sitemap/s:loc", XML):
        for url in ElementTree.fromstring(client.get(urlsplit(file.text).path).data).findall("s:url", XML):
            links = [(link.get("hreflang"), link.get("href")) for link in url.findall("x:link", XML)]
            found[url.findtext("s:loc", None, XML)] = links
    return found


def canonical_itself(address, head):
    return head.canonical == address


def test_every_link_leads_to_a_page_or_in_one_step_to_one(crawl):
    assert len(crawl.pages) > 400
    assert {path: page.status for path, page in crawl.pages.items() if page.status not in (200, 301, 302)} == {}
    moved = {path: crawl.inside(path, page.location) for path, page in crawl.pages.items() if page.location}
    assert {path: to for path, to in moved.items() if crawl.pages[to].status != 200} == {}
    # Nothing of ours links to an address that moved; the front door chooses a language.
    assert set(moved) == {"/"}


def test_no_page_costs_more_statements_than_its_budget(crawl):
    dear = {path: page.statements for path, page in crawl.pages.items() if page.statements > STATEMENTS}
    assert dear == {}


def test_every_head_is_whole(crawl):
    for path, page in crawl.pages.items():
        if page.head:
            assert page.head.strange == [], path
            assert len(page.head.titles) == 1, path
            assert page.head.titles[0].strip(" ·"), path
            assert all(
                len(values) == 1
                for name, values in page.head.metas.items()
                if not name.endswith((":alternate", ":tag"))
            ), path
            assert all(head_address(link["href"]) for link in page.head.links), path


def head_address(href):
    return href.startswith(("/static/", SITE + "/"))


def test_a_page_is_for_search_engines_or_says_that_it_is_not(crawl):
    for path, page in crawl.pages.items():
        if page.head:
            assert page.head.indexed == bool(page.head.canonical), path
    hidden = {path for path, page in crawl.pages.items() if page.head and not page.head.indexed}
    assert {path.split("?")[0].split("/")[2] for path in hidden} <= {"sign-in", "journal", "search"}


def test_every_canonical_page_answers_and_is_its_own(public, crawl):
    for address, head in public.items():
        assert crawl.pages[head.canonical.removeprefix(SITE)].head.canonical == head.canonical, address


def test_every_page_of_the_sitemap_is_canonical_and_can_be_reached_by_links(public, sitemap):
    assert len(sitemap) > 300
    assert {address for address in sitemap if address not in public} == set()
    assert {address for address in sitemap if not canonical_itself(address, public[address])} == set()


def test_every_canonical_page_is_in_the_sitemap_but_the_further_pages_of_lists(public, sitemap):
    missing = {a for a, head in public.items() if canonical_itself(a, head) and a not in sitemap}
    assert {address for address in missing if "page=" not in address} == set()


def test_heads_and_sitemap_name_the_same_languages(public, sitemap):
    assert {a: head.alternates for a, head in public.items() if head.alternates != sitemap.get(a, [])} == {}


def test_what_a_page_names_names_it_too(public):
    named = 0
    for address, head in public.items():
        languages = dict(head.alternates)
        if languages:
            assert languages[head.language] == address
            assert set(languages) <= {*LOCALES, "x-default"}
            assert "x-default" in languages
            assert all(
                public[other].alternates == head.alternates for code, other in languages.items() if code != "x-default"
            )
            assert all(public[other].language == code for code, other in languages.items() if code != "x-default")
            named += 1
    assert named > 300


def test_what_is_in_one_language_only_names_no_others(public):
    alone = [head for address, head in public.items() if "page=" in address or not canonical_itself(address, head)]
    assert alone
    assert [head.alternates for head in alone if head.alternates] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_titles_and_descriptions_tell_pages_apart(public, locale):
    heads = {a: h for a, h in public.items() if h.language == locale and canonical_itself(a, h)}
    assert len(heads) > 60
    for said in ([h.titles[0] for h in heads.values()], [h.description for h in heads.values() if h.description]):
        assert [text for text, times in Counter(said).items() if times > 1] == []


def test_networks_are_told_what_search_engines_are(public):
    for address, head in public.items():
        one = {name: values[0] for name, values in head.metas.items()}
        assert one["og:url"] == head.canonical
        assert one["og:title"] == head.titles[0]
        assert one.get("og:description") == head.description
        assert one["og:locale"].startswith(head.language + "_"), address
        assert len(head.metas.get("og:locale:alternate", [])) == max(0, len(head.alternates) - 2)


REQUIRED = {
    "Article": {"headline", "datePublished", "dateModified", "author", "inLanguage", "image", "wordCount", "publisher"},
    "Product": {"name", "sku", "image", "offers"},
    "Offer": {"price", "priceCurrency", "availability", "url"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Organization": {"name"},
    "Person": {"name", "url"},
    "WebSite": {"name", "url", "inLanguage"},
}


def nodes(value):
    """Every thing within, those in others too."""
    if isinstance(value, dict):
        yield value
        yield from (inner for part in value.values() for inner in nodes(part))
    elif isinstance(value, list):
        yield from (inner for part in value for inner in nodes(part))


def test_linked_data_has_what_each_kind_needs(public):
    seen = Counter()
    for address, head in public.items():
        for one in nodes(head.data):
            missing = REQUIRED[one["@type"]] - set(one)
            assert not missing, (address, one["@type"], missing)
            assert None not in one.values()
            seen[one["@type"]] += 1
    assert set(seen) == set(REQUIRED)
    assert seen["Article"] > 60
    assert seen["Product"] > 200


def test_breadcrumbs_lead_from_a_page_to_itself(public):
    for address, head in public.items():
        for trail in (one for one in head.data if one["@type"] == "BreadcrumbList"):
            steps = trail["itemListElement"]
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
            assert all(step["item"] in public for step in steps)
            assert steps[-1]["item"] == address


@pytest.mark.parametrize("locale", LOCALES)
def test_home_says_whose_shop_it_is(public, locale):
    kinds = [one["@type"] for one in public[f"{SITE}/{locale}/"].data]
    assert kinds == ["Organization", "WebSite"]


def test_the_data_of_a_product_is_what_its_page_shows(public, crawl):
    teapot = next(one for one in public[f"{SITE}/de/products/teekanne-aus-steinzeug"].data if one["@type"] == "Product")
    assert (teapot["offers"]["price"], teapot["offers"]["priceCurrency"]) == ("58.00", "EUR")
    assert teapot["offers"]["availability"] == "https://schema.org/InStock"
    assert teapot["name"] == "Teekanne aus Steinzeug"


def test_pages_of_the_journal_name_the_feed_of_their_language(public, crawl):
    for address, head in public.items():
        path = urlsplit(address).path
        if (path.count("/") == 2 and path.endswith("/")) or "/journal" in path:
            feeds = [link["href"] for link in head.links if link.get("type") == "application/atom+xml"]
            assert feeds == [f"{SITE}/{head.language}/feed.xml"], address
            assert crawl.pages[f"/{head.language}/feed.xml"].status == 200


def test_the_pages_of_a_list_lead_to_each_other(public):
    for address, head in public.items():
        if canonical_itself(address, head):
            before, after = head.of("prev"), head.of("next")
            assert all(public[other].of("prev") == [address] for other in after if "/journal?page=2" not in other)
            assert all(public[other].of("next") == [address] for other in before), address
            assert bool(before) == ("page=" in address)


def test_pictures_that_data_and_cards_name_are_there(public, crawl):
    named = {one["image"] for head in public.values() for one in head.data if "image" in one}
    named |= {value for head in public.values() for value in head.metas["og:image"]}
    assert len(named) > 40
    client = crawl.app.test_client()
    assert {address for address in named if client.get(urlsplit(address).path).status_code != 200} == set()


def test_a_language_that_was_dropped_is_named_nowhere(filled_sqlite, tmp_path):
    """Its texts are kept, and what nobody translated still falls back to them."""
    for crawl in crawled(filled_sqlite, tmp_path / "shop", ("nl", "ar")):
        public, sitemap = for_search_engines(crawl), named_by_sitemap(crawl)
        assert {path: page.status for path, page in crawl.pages.items() if page.status not in (200, 302)} == {}
        assert {a: h.alternates for a, h in public.items() if h.alternates != sitemap.get(a, [])} == {}
        assert {code for links in sitemap.values() for code, _address in links} == {"nl", "ar", "x-default"}
        assert all(head.canonical in public for head in public.values())
        assert set(sitemap) <= set(public)


def test_the_walk_has_read_a_fresh_shop(crawl):
    """The fixture is the whole demo: were it empty, all of the above would hold of nothing."""
    with crawl.app.app_context(), snapshot() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM post WHERE published").scalar() > 20
