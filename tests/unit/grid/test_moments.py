"""Moments: what somebody types in each language, and when that is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.grid.test_field_types import LOCALES, SPOKEN, each
from webapp.grid import Moment
from webapp.grid.fields import Invalid
from webapp.storage import clock

# A Monday, late enough that it is Tuesday in the east.
NOW = datetime(2026, 11, 30, 14, 5, 7, tzinfo=UTC)
FROM = Moment()

# (locales, typed, day and time in the shop)
MOMENTS = [
    (LOCALES, "2026-12-04", "2026-12-04 00:00"),
    (LOCALES, "2026-12-04 09:30", "2026-12-04 09:30"),
    (LOCALES, "2026-12-04T09:30", "2026-12-04 09:30"),
    (LOCALES, "2026-12-04 09:30:15", "2026-12-04 09:30"),
    (LOCALES, "2026-1-2", "2026-01-02 00:00"),
    (LOCALES, " 2026-12-04\u00a0", "2026-12-04 00:00"),
    (LOCALES, "٢٠٢٦-١٢-٠٤", "2026-12-04 00:00"),
    (LOCALES, "today", "2026-11-30 00:00"),
    (LOCALES, "Tomorrow", "2026-12-01 00:00"),
    (LOCALES, "yesterday 18:00", "2026-11-29 18:00"),
    (LOCALES, "now", "2026-11-30 14:05"),
    (LOCALES, "+7", "2026-12-07 00:00"),
    (LOCALES, "-3", "2026-11-27 00:00"),
    (LOCALES, "+7 14:30", "2026-12-07 14:30"),
    (LOCALES, "friday", "2026-12-04 00:00"),
    (LOCALES, "Fri", "2026-12-04 00:00"),
    (LOCALES, "monday", "2026-12-07 00:00"),  # the next one, not today
    (LOCALES, "Friday 14:30", "2026-12-04 14:30"),
    (LOCALES, "3 Apr", "2026-04-03 00:00"),
    (LOCALES, "Apr 3", "2026-04-03 00:00"),
    (LOCALES, "3rd of April 2027", "2027-04-03 00:00"),
    (LOCALES, "April 3, 2027", "2027-04-03 00:00"),
    (LOCALES, "Friday, 4 December 2026", "2026-12-04 00:00"),
    (LOCALES, "14:30", "2026-11-30 14:30"),
    (LOCALES, "today 14h30", "2026-11-30 14:30"),
    (LOCALES, "today 14h", "2026-11-30 14:00"),
    (LOCALES, "2pm", "2026-11-30 14:00"),
    (LOCALES, "friday 2:30 PM", "2026-12-04 14:30"),
    (LOCALES, "12 am", "2026-11-30 00:00"),
    (LOCALES, "today 14.30", "2026-11-30 14:30"),
    (("en",), "03/04", "2026-03-04 00:00"),
    (("en",), "3/4/27", "2027-03-04 00:00"),
    (("nl", "de", "fr", "es", "ar"), "03/04", "2026-04-03 00:00"),
    (("nl", "de", "fr", "es"), "3-4", "2026-04-03 00:00"),
    (("de",), "3.4.", "2026-04-03 00:00"),
    (("de",), "03.04", "2026-04-03 00:00"),  # a day, not a time
    (("de",), "3.4.2027 9.15", "2027-04-03 09:15"),
    (("nl",), "3-4-2027", "2027-04-03 00:00"),
    (("fr",), "03/04/2027", "2027-04-03 00:00"),
    (("de",), "31.12.26 8 Uhr", "2026-12-31 08:00"),
    (("de",), "31.12.2026 um 8:30 Uhr", "2026-12-31 08:30"),
    (("de",), "morgen 8.30 Uhr", "2026-12-01 08:30"),
    (("nl",), "31-12-2026 om 8 uur", "2026-12-31 08:00"),
    (("fr",), "31/12/2026 à 8 h 30", "2026-12-31 08:30"),
    (("es",), "31/12/2026 a las 8:30", "2026-12-31 08:30"),
    (("nl",), "vandaag", "2026-11-30 00:00"),
    (("nl",), "vrijdag 16:00", "2026-12-04 16:00"),
    (("nl",), "3 mrt", "2026-03-03 00:00"),
    (("de",), "morgen", "2026-12-01 00:00"),
    (("de",), "Freitag", "2026-12-04 00:00"),
    (("de",), "Fr.", "2026-12-04 00:00"),
    (("de",), "3. März 2027", "2027-03-03 00:00"),
    (("fr",), "demain", "2026-12-01 00:00"),
    (("fr",), "1er décembre", "2026-12-01 00:00"),
    (("fr",), "vendredi 4 décembre 2026 à 9h", "2026-12-04 09:00"),
    (("es",), "3 de abril de 2027", "2027-04-03 00:00"),
    (("es",), "viernes", "2026-12-04 00:00"),
    (("ar",), "اليوم", "2026-11-30 00:00"),
    (("ar",), "الجمعة", "2026-12-04 00:00"),
    (("ar",), "٣ أبريل ٢٠٢٧", "2027-04-03 00:00"),
]
REFUSED = [
    (LOCALES, text, "not_a_moment")
    for text in (
        "soon", "2026-02-30", "2026-13-01", "13/13", "31 Apr", "Tuesday 4 December 2026", "25:00", "14:61", "13pm", "0am",
        "+99999", "3 Apr 2026 2027", "Apr", "Friday 3", "1969-12-31", "9999-12-31", "today tomorrow", "3", "\0", "-",
        "12/31/2026 junk", "12/31/2026 8", "1/2/2026/7", "x 1/2/2026", "1/2/2026 at",
    )
]  # fmt: skip


@pytest.fixture(autouse=True)
def a_monday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.mark.parametrize(("code", "typed", "when"), each(MOMENTS))
def test_a_moment_is_what_the_language_iso_or_a_word_says(app_context, code, typed, when):
    assert FROM.typed(FROM.parse(typed, SPOKEN[code]), SPOKEN[code]) == when


@pytest.mark.parametrize(("code", "typed", "refusal"), each(REFUSED))
def test_what_is_no_moment_is_refused(app_context, code, typed, refusal):
    with pytest.raises(Invalid) as caught:
        FROM.parse(typed, SPOKEN[code])
    assert caught.value.code == refusal


@pytest.mark.parametrize(
    ("code", "typed", "said"),
    [
        ("en", "+4", "Friday, December 4, 2026"),
        ("en", "03/04", "Wednesday, March 4, 2026"),
        ("de", "03/04", "Freitag, 3. April 2026"),
        ("nl", "vrijdag 16:00", "vrijdag 4 december 2026, 16:00"),
    ],
)
def test_what_was_understood_is_told_in_words(app_context, code, typed, said):
    assert FROM.understood(typed, SPOKEN[code]) == said


@given(st.sampled_from(LOCALES), st.datetimes(datetime(1970, 1, 2), datetime(9998, 12, 30), timezones=st.just(UTC)))
def test_a_moment_survives_being_typed_and_its_day_being_told(app_context, code, moment):
    spoken, moment = SPOKEN[code], moment.replace(second=0, microsecond=0)
    assert FROM.parse(FROM.typed(moment, spoken), spoken) == moment
    first = moment.replace(hour=0, minute=0)
    assert FROM.parse(FROM.understood(FROM.typed(first, spoken), spoken), spoken) == first


@given(st.sampled_from(LOCALES), st.text(max_size=30))
def test_any_text_is_a_moment_or_refused(app_context, code, typed):
    try:
        found = FROM.parse(typed, SPOKEN[code])
    except Invalid as refusal:
        found = refusal
    assert found is None or isinstance(found, datetime | Invalid)
