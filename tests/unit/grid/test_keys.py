"""The sheet of shortcuts prints the table that drives the handlers, in the words of a language and a machine."""

from __future__ import annotations

import re

import pytest

from webapp.grid.keys import GROUPS, SWITCHES, UNPRINTED, VERBS, table, words
from webapp.places import folder

LINES = [(context, key, verb) for context, keys in table().items() for key, verb in keys.items()]


@pytest.fixture
def editor(sqlite_shop, signed_in):
    return signed_in(sqlite_shop, "editor")


def test_each_verb_has_its_words():
    assert {verb.partition(" ")[0] for _context, key, verb in LINES if key not in UNPRINTED} <= VERBS.keys()


def test_each_context_is_in_one_group():
    assert sorted("".join(GROUPS)) == sorted(table())


def test_each_switch_is_one_and_the_script_has_the_same_defaults():
    assert {verb.partition(" ")[2] for _context, _key, verb in LINES} - {""} <= {switch.name for switch in SWITCHES}
    script = (folder("static") / "js" / "switches.js").read_text(encoding="utf-8")
    assert f"'{'.'.join(switch.name for switch in SWITCHES if switch.on)}'" in script


@pytest.mark.parametrize(
    ("key", "mac", "said"),
    [
        ("Mod+Shift+F", False, ["Ctrl", "Shift", "F"]),
        ("Mod+Shift+F", True, ["Cmd", "Shift", "F"]),
        ("Mod+/", False, ["Ctrl", "/"]),
        ("Alt+PageUp", True, ["Option", "Fn ↑"]),
        ("Mod++", False, ["Ctrl", "+"]),
        ("j", False, ["j"]),
    ],
)
def test_keys_are_named_as_they_are_printed(sqlite_shop, key, mac, said):
    with sqlite_shop.test_request_context("/en/"):
        assert words(key, mac) == said


def test_keys_are_named_in_the_language_of_the_page(sqlite_shop):
    with sqlite_shop.test_request_context("/de/"):
        assert words("Mod+Shift+Home", False) == ["Strg", "Umschalt", "Pos1"]


def test_it_begins_with_what_one_is_doing(editor):
    titles = re.findall('<h2 id="keys-group[^>]*>([^<]+)', editor.get("/en/desk/keys?from=E").text)
    assert titles[0] == "While a cell is edited"
    assert len(titles) == len(GROUPS)


@pytest.mark.parametrize(("agent", "shown"), [("Macintosh; Intel", "Cmd"), ("Windows NT 10.0", "Ctrl")])
def test_it_shows_the_keys_of_the_machine(editor, agent, shown):
    assert f">{shown}</kbd>" in editor.get("/en/desk/keys", **{"User-Agent": agent}).text
    assert ">Cmd</kbd>" in editor.get("/en/desk/keys?mac=1", **{"User-Agent": agent}).text


def test_a_page_gets_it_as_a_dialog(editor):
    answer = editor.htmx("/en/desk/keys")
    assert answer.text.startswith('<hx-partial hx-target="#dialogs"')
    assert "<dialog" in answer.text


def test_what_is_chosen_is_kept_and_shown(editor):
    answer = editor.post("/en/desk/keys", script=False, letters="1")
    assert answer.status_code == 303
    assert "etalage-keys=letters;" in answer.headers["Set-Cookie"]
    page = editor.get(answer.headers["Location"]).text
    assert re.search(r'name="letters"[^>]*checked', page)
    assert not re.search(r'name="tabs"[^>]*checked', page)
    assert re.search(r'class="off"><span dir="ltr"><kbd dir="auto">Tab</kbd></span> off', page)


def test_strangers_get_no_sheet(sqlite_shop):
    assert sqlite_shop.test_client().get("/en/desk/keys").status_code == 401
