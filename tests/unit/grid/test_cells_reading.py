"""What spreadsheets put on the clipboard, as plain text and as HTML, and what its numbers and dates mean."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.grid.blocks import html, tsv
from webapp.grid.blocks.limits import TooMuch
from webapp.grid.blocks.rules import DAYS, NUMBERS, rule_of
from webapp.grid.columns import Column
from webapp.grid.moments import Moment
from webapp.grid.numbers import Money
from webapp.hypermedia.locales import language

PRICE = Column("price", Money(), "Price")
DATE = Column("at", Moment(), "At")


@given(st.lists(st.lists(st.text(), min_size=1, max_size=5), max_size=6))
def test_what_is_written_as_text_is_read_back_as_it_was(rows):
    assert tsv.parse(tsv.written(rows)) == rows


@given(st.text(alphabet='ab"\t\r\n'))
def test_any_text_is_read_and_read_the_same_again(text):
    rows = tsv.parse(text)
    assert tsv.parse(tsv.written(rows)) == rows
    assert sum(map(len, rows)) <= len(text) + 1


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("a", [["a"]]),
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\rb", [["a"], ["b"]]),
        ("a\n\n", [["a"], [""]]),
        ("\t\n", [["", ""]]),
        ('"one\ntwo"\tb\n', [["one\ntwo", "b"]]),
        ('"say ""yes"""\n', [['say "yes"']]),
        ('24" screen\tb\n', [['24" screen', "b"]]),
        ('"never closed\tb\n', [['"never closed', "b"]]),
        ('"closed" too early\tb\n', [['"closed" too early', "b"]]),
        ("a\tb\nc\n", [["a", "b"], ["c"]]),
    ],
)
def test_quoting_is_that_of_spreadsheets(text, rows):
    assert tsv.parse(text) == rows


@pytest.mark.parametrize(
    ("markup", "rows"),
    [
        ("<p>no table</p>", []),
        ("<table></table>", []),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", [["a", "b"], ["c", "d"]]),
        ("<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>", [["a"], ["b"]]),
        ("<table><tr><td>one<br>two</td></tr></table>", [["one\ntwo"]]),
        ("<table><tr><td><p>one</p>\n <p>two</p></td></tr></table>", [["one\ntwo"]]),
        ("<table><tr><td> <b>a</b>\n  <i>b</i> </td></tr></table>", [["a b"]]),
        ("<table><tr><td>&nbsp;</td><td>10&nbsp;kg</td></tr></table>", [["", "10\xa0kg"]]),
        ("<style>x</style><table><tr><td>a<script>y</script><style>z</style></td></tr></table>", [["a"]]),
        ("<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>", [["a", "b"], ["a", "c"]]),
        ("<table><tr><td colspan=2>a</td><td>b</td></tr></table>", [["a", "a", "b"]]),
        ("<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</td></tr></table>", [["a\nb", "c"]]),
        ("<table><tr><td>a</td></tr></table><table><tr><td>b</td></tr></table>", [["a"]]),
        ("<table><tr><td>a</td></tr><tr></tr><tr><td>b</td></tr></table>", [["a"], [""], ["b"]]),
        ("<td>loose</td>", []),
        ("<table><tr><td rowspan=999>a</td></tr></table>", [["a"]]),
    ],
)
def test_a_table_is_read_as_it_looks(markup, rows):
    assert html.parse(markup)[0] == rows


def test_a_table_says_that_it_is_of_our_own_grid():
    assert html.parse('<meta charset=utf-8><table data-etalage="nl"><tr><td>1') == ([["1"]], "nl")


@given(st.text(alphabet="<>/tablerdhspn=\"' \n&;!-x12"))
def test_any_markup_is_read(markup):
    rows, _origin = html.parse(markup)
    assert len({len(row) for row in rows}) <= 1


@pytest.mark.parametrize(
    "markup", ["<table><tr>" + "<td colspan=1000 rowspan=60000>x" * 3, "<table>" + "<tr><td>x" * 50_000]
)
def test_no_table_is_larger_than_may_be_changed_at_once(markup):
    with pytest.raises(TooMuch):
        html.parse(markup)


@pytest.mark.parametrize(
    "piece", ["<", "<!", "<!--", "</", "<table", "<a b='", "&", "<table><tr><td>", "<td>", '<td "']
)
def test_broken_markup_costs_no_more_than_it_may(monkeypatch, piece):
    """Some of it takes the parser a time that grows with the square of its length: minutes for a megabyte."""
    monkeypatch.setattr(html, "SECONDS", 0.2)
    began = thread_time()
    with suppress(TooMuch):
        html.parse(piece * (2**18 // len(piece)))
    assert thread_time() - began < 1


@pytest.mark.parametrize(
    ("texts", "told", "chosen", "asks"),
    [
        (["1.000"], "", "", "1.000"),
        (["1,000"], "", "", "1,000"),
        (["1.000"], "comma", "comma", "1.000"),
        (["1.000"], "nonsense", "", "1.000"),
        (["1.000", "1.234,56"], "", "comma", ""),
        (["1.000", "12.50"], "", "point", ""),
        (["1.000", "1,5"], "", "comma", ""),
        (["1.000", "1.234.567"], "", "comma", ""),
        (["1,000", "1234.000"], "", "point", ""),
        (["1.000", "0.500"], "", "point", ""),
        (["1.000", "1,5", "1.5"], "", "", "1.000"),
        (["12", "1 000", "€ 5", ""], "", "", ""),
    ],
)
def test_one_rule_for_the_numbers_of_a_column(texts, told, chosen, asks):
    rule = rule_of(PRICE, texts, told)
    assert (rule.kind, rule.chosen, rule.asks) == (NUMBERS, chosen, asks)


@pytest.mark.parametrize("locale", ["en", "nl", "ar"])
@pytest.mark.parametrize(
    ("text", "told", "value"),
    [
        ("1.000", "comma", 100_000),
        ("1.000", "point", 100),
        ("1,000", "comma", 100),
        ("1,5", "", 150),
        ("1.5", "", 150),
        ("€ 1.234,56", "", 123_456),
        ("1,234.56 €", "", 123_456),
        ("12", "", 1200),
        ("١٬٢٣٤", "", 123_400),
        ("1 234,50", "", 123_450),
        ("1\u202f234,50 €", "", 123_450),
        ("€ 12\u00a0345.6", "", 1_234_560),
        ("1'234.50", "", 123_450),
    ],
)
def test_a_number_means_the_same_in_every_language(app_context, locale, text, told, value):
    spoken = language(locale)
    read = rule_of(PRICE, [text], told).reads(text, spoken)
    assert PRICE.type.parse(read, spoken) == value


@pytest.mark.parametrize(
    ("texts", "told", "chosen", "asks"),
    [
        (["03/04/2026"], "", "", "03/04/2026"),
        (["03/04/2026"], "month", "month", "03/04/2026"),
        (["03/04/2026", "13/04/2026"], "", "day", ""),
        (["03/04/2026", "04/13/26"], "", "month", ""),
        (["03.04.2026"], "", "day", ""),
        (["03/04", "05/06"], "", "", "03/04"),
        (["03/04", "25/12"], "", "day", ""),
        (["2026-04-03", "today", ""], "", "", ""),
    ],
)
def test_one_rule_for_the_dates_of_a_column(texts, told, chosen, asks):
    rule = rule_of(DATE, texts, told)
    assert (rule.kind, rule.chosen, rule.asks) == (DAYS, chosen, asks)


@pytest.mark.parametrize(
    ("text", "told", "iso"),
    [
        ("03/04/2026", "day", "2026-04-03"),
        ("3-4-26 10:30", "month", "2026-03-04 10:30"),
        ("25.12.2026", "", "2026-12-25"),
        ("25/12", "", f"{date.today().year}-12-25"),
    ],
)
def test_a_date_is_read_by_its_rule(app_context, text, told, iso):
    assert rule_of(DATE, [text], told).reads(text, language("en")) == iso
