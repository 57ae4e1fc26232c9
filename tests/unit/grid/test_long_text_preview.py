"""The preview of a long text: for whoever may write it, of what they typed, and without a trace."""

from __future__ import annotations

import re

import pytest

from webapp.freshness import gathering

URL = "/en/products/1/description"
PREVIEW = f"{URL}/preview"
KEY = "abcdefgh12345678"
SHOWN = f"f-{KEY}-shown"
ATTACKS = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    '<div hx-get="/en/undo" hx-trigger="load">x</div>',
    "</hx-partial><hx-partial hx-target='#main'>x</hx-partial>",
    "</div></details></form><form action='//evil.test'>",
    "</textarea><script>alert(1)</script>",
    '<a id="notes" style="position:fixed">x</a>',
    "# <b onclick=alert(1)>x</b>",
]


def seen(browser, url=URL):
    """The version that an editor opened now is based on."""
    return re.search(r'name="version" value="([^"]*)"', browser.htmx(f"{url}/edit").text)[1]


def send(browser, text, path=PREVIEW, script=True, **more):
    return browser.post(path, script=script, **{"value": text, "version": "seen.then", "key": KEY} | more)


# what it answers


def test_to_htmx_it_is_the_text_as_its_page_shows_it(sqlite_shop, signed_in, partials):
    answer = send(signed_in(sqlite_shop, "editor"), "A *fine* pot")
    assert answer.status_code == 200
    assert partials(answer).parts.keys() == {SHOWN}
    assert "<em>fine</em>" in partials(answer)[SHOWN]
    assert partials(answer).parts[SHOWN][0] == "innerHTML"
    assert "no-store" in answer.headers["Cache-Control"]


def test_it_is_what_the_page_shows_once_it_is_saved(sqlite_shop, signed_in, kept, partials):
    browser, text = signed_in(sqlite_shop, "editor"), "One *line*\n\n- and\n- a list\n\n> quoted"
    shown = re.search(r'class="prose"[^>]*>(.*)</div>', partials(send(browser, text))[SHOWN], re.DOTALL)
    browser.write(URL, text, seen(browser), face="page")
    page = browser.get(f"/en/products/{kept.value(1, 'slug', locale='en')}").text
    assert shown[1].strip() in page


def test_without_script_it_is_the_page_of_the_editor_with_what_was_typed(sqlite_shop, signed_in):
    answer = send(signed_in(sqlite_shop, "editor"), "A *fine*\r\n<pot>", script=False)
    assert answer.status_code == 200
    assert "<!doctype html>" in answer.text
    assert "<em>fine</em>" in answer.text
    assert ">\nA *fine*\r\n&lt;pot&gt;</textarea>" in answer.text
    for kept in ('name="version" value="seen.then"', f'name="key" value="{KEY}"', f'formaction="{PREVIEW}"'):
        assert kept in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_of_nothing_it_says_so(sqlite_shop, signed_in, partials, text):
    answer = send(signed_in(sqlite_shop, "editor"), text)
    assert (answer.status_code, "Nothing to show yet." in partials(answer)[SHOWN]) == (200, True)


def test_the_editor_brings_the_preview_of_what_is_stored(sqlite_shop, signed_in):
    browser = signed_in(sqlite_shop, "editor")
    browser.write(URL, "Kept **words**", seen(browser))
    html = browser.htmx(f"{URL}/edit").text
    assert "<strong>words</strong>" in html
    assert f'data-preview="{PREVIEW}"' in html
    assert "Characters: 14 of 20,000 · Words: 2" in html


@pytest.mark.parametrize(
    ("typed", "size"),
    [
        ("a\r\nb", "3 of 20,000 · Words: 2"),
        ("🫖 é\u00a0日本", "6 of 20,000 · Words: 3"),
        ("", "0 of 20,000 · Words: 0"),
    ],
)
def test_the_size_counts_what_is_kept(sqlite_shop, signed_in, typed, size):
    answer = send(signed_in(sqlite_shop, "editor"), typed, script=False)
    assert f"Characters: {size}" in answer.text


# limits


@pytest.mark.parametrize("letter", ["x", "é", "日", "🫖"])
def test_it_takes_as_much_as_the_field(sqlite_shop, signed_in, letter):
    browser = signed_in(sqlite_shop, "editor")
    assert send(browser, letter * 20_000).status_code == 200
    assert send(browser, letter * 20_001).status_code == 422


@pytest.mark.parametrize(
    ("code", "text"), [("too_long", "x" * 20_001), ("too_complex", "> " * 5_000), ("control_character", "a\x07")]
)
@pytest.mark.parametrize("script", [True, False])
def test_what_cannot_be_saved_is_told_and_kept(sqlite_shop, signed_in, partials, code, text, script):
    answer = send(signed_in(sqlite_shop, "editor"), text, script=script)
    assert answer.status_code == 422
    if script:
        assert f'data-reason="{code}"' in partials(answer)[SHOWN]
        assert "alarm" not in partials(answer)
    else:
        assert f'data-error="{code}"' in answer.text
        assert text.replace(">", "&gt;") in answer.text


def test_a_body_beyond_the_limit_is_413(sqlite_shop, signed_in):
    assert send(signed_in(sqlite_shop, "editor"), "x" * 300_000).status_code == 413


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"more": "x"}, "unknown_field"),
        ({"key": '"><script>'}, "bad_key"),
        ({"key": "short"}, "bad_key"),
        ({"face": "mirror"}, "bad_face"),
    ],
)
def test_a_form_that_is_not_ours_is_refused(sqlite_shop, signed_in, more, code):
    answer = send(signed_in(sqlite_shop, "editor"), "x", **more)
    assert (answer.status_code, f'data-error="{code}"' in answer.text) == (422, True)
    assert "<script>" not in answer.text


def test_a_form_without_text_or_version_is_refused(sqlite_shop, signed_in):
    browser = signed_in(sqlite_shop, "editor")
    for form in ({"value": "x"}, {"version": "x"}):
        assert browser.post(PREVIEW, **form).status_code == 422


# who may


@pytest.mark.parametrize(
    ("role", "locale", "status"),
    [
        (None, "nl", 401),
        ("reader", "nl", 403),
        ("translator", "nl", 200),
        ("translator", "fr", 403),
        ("editor", "fr", 200),
        ("owner", "en", 200),
    ],
)
def test_it_is_for_whoever_may_write_the_field(sqlite_shop, signed_in, role, locale, status):
    answer = send(signed_in(sqlite_shop, role), "*x*", PREVIEW.replace("/en/", f"/{locale}/"))
    assert (answer.status_code, "<em>x</em>" in answer.text) == (status, status == 200)


@pytest.mark.parametrize(
    "path",
    [
        "/en/products/999999/description/preview",
        "/en/products/1/nothing/preview",
        "/en/products/1/summary/preview",
        "/en/products/1/price/preview",
        "/en/suppliers/1/name/preview",
    ],
)
def test_where_there_is_no_long_text_there_is_none(sqlite_shop, signed_in, path):
    assert send(signed_in(sqlite_shop, "editor"), "x", path).status_code == 404


def test_it_is_never_a_link(sqlite_shop, signed_in):
    assert signed_in(sqlite_shop, "editor").get(PREVIEW).status_code == 405


def test_another_site_cannot_have_it_rendered(sqlite_shop, signed_in):
    browser = signed_in(sqlite_shop, "editor")
    answer = browser.client.post(PREVIEW, data={"value": "x", "version": ""}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


# without a trace


def test_nothing_is_written(shop, signed_in, kept):
    browser = signed_in(shop, "editor")
    before = kept.acts(), kept.version(1), kept.value(1, "description", locale="en")
    for script in (True, False):
        send(browser, "Something else entirely", script=script, version=seen(browser))
    assert (kept.acts(), kept.version(1), kept.value(1, "description", locale="en")) == before


def test_nothing_of_it_is_kept(sqlite_shop, signed_in, monkeypatch):
    browser, stored = signed_in(sqlite_shop, "editor"), []
    send(browser, "warm")
    monkeypatch.setattr(gathering.Store, "set_many", lambda _self, texts: stored.extend(texts.values()))
    for script in (True, False):
        send(browser, "```python\nprint('half a word')\n```", script=script)
    assert stored == []
    browser.htmx(f"{URL}/edit")
    assert stored, "what is stored is rendered once and kept"


# attacks


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("script", [True, False])
def test_an_attack_is_shown_and_does_nothing(sqlite_shop, signed_in, text, script):
    browser = signed_in(sqlite_shop, "editor")
    tame, attacked = (send(browser, one, script=script).text for one in ("tame", text))
    for dangerous in (
        "<script",
        "<img",
        "<hx-partial",
        "<form",
        "onerror=",
        "onclick=",
        "hx-get=",
        "style=",
        'id="notes"',
    ):
        marked_up = rf"<[^>]*{re.escape(dangerous.lstrip('<'))}" if dangerous[0] != "<" else re.escape(dangerous)
        assert len(re.findall(marked_up, attacked)) <= len(re.findall(marked_up, tame)), dangerous
    assert 'href="javascript' not in attacked


def test_an_attack_on_the_choice_of_a_conflict_is_shown_and_does_nothing(sqlite_shop, signed_in, partials):
    mine, other = signed_in(sqlite_shop, "editor"), signed_in(sqlite_shop, "other")
    for text in ATTACKS:
        other.write(URL, f"theirs {text}", seen(other))
        before = seen(mine)
        other.write(URL, f"theirs again {text}", before)
        answer = mine.write(URL, f"mine {text}", before, KEY)
        assert answer.status_code == 409
        html = partials(answer)[f"f-{KEY}"]
        assert not re.search(r"<(script|img|b|hx-partial)\b", html)
        assert html.count("<form") == 1
