"""Words: whatever stands in a text is found by it, on both databases, however it was typed."""

from __future__ import annotations

import sqlite3
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp.storage.folding import LETTERS, TABLE, fold
from webapp.storage.fulltext import Terms, folded, spans_of, words_of
from webapp.storage.fulltext.terms import MOST, Term
from webapp.storage.fulltext.words import LEFT, sql

# The scripts up to Arabic and the letters of Vietnamese, as far as the tables of both databases know them: they are older
# than Python's.
LETTER = st.characters(exclude_categories=["C", "M"], max_codepoint=0x6FF) | st.characters(
    min_codepoint=0x1E00, max_codepoint=0x1EFF
)
LETTER = LETTER.filter(
    lambda letter: unicodedata.ucd_3_2_0.category(letter) != "Cn" and unicodedata.is_normalized("NFC", letter)
)
WORDY = st.text(
    st.sampled_from([*filter(str.isalpha, map(chr, LETTERS)), *LEFT, *"abcXYZ019-'’.,/@:_<>&̧́"]), max_size=40
)
TEXTS = st.text(LETTER, max_size=40) | WORDY | st.text(st.sampled_from("茶壺お湯abÉ ,。ー"), max_size=30)
TOKENIZER = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
BOTH = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])


class Index:
    """One text in an index of each database, asked by terms."""

    def __init__(self, postgresql) -> None:
        self.lite = sqlite3.connect(":memory:")
        self.lite.execute(
            f'CREATE VIRTUAL TABLE words USING fts5(places, body, tokenize="{TOKENIZER}", prefix="1 2 3")'
        )
        self.postgresql = postgresql

    def finds(self, dialect: str, text: str, terms: Terms) -> bool:
        if dialect == "sqlite":
            self.lite.execute("DELETE FROM words")
            self.lite.execute(
                f"INSERT INTO words SELECT 'here', {sql('said', dialect)} FROM (SELECT ? AS said)", [text]
            )
            found = self.lite.execute("SELECT count(*) FROM words WHERE words MATCH ?", [terms.sqlite("body", "here")])
        else:
            found = self.postgresql.execute(
                f"SELECT count(*) FROM (SELECT to_tsvector('simple', {sql('said', dialect)}) AS words"
                " FROM (SELECT %s::text AS said) one) two WHERE words @@ to_tsquery('simple', %s)",
                [text, terms.postgresql()],
            )
        return bool(found.fetchone()[0])


@pytest.fixture(scope="module")
def index(postgresql):
    import psycopg

    heavy = None if postgresql.reason else psycopg.connect(postgresql.url("postgres"), autocommit=True)
    index = Index(heavy)
    yield index
    index.lite.close()
    if heavy:
        heavy.close()


@pytest.fixture
def finds(index, dialect):
    if dialect == "postgresql" and index.postgresql is None:
        pytest.skip("no PostgreSQL answers")
    return lambda text, terms: index.finds(dialect, text, terms)


def whole(*words: str) -> Terms:
    return Terms((Term(words, open=False),))


@BOTH
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_every_word_of_a_text_finds_it_and_so_does_its_beginning(finds, text):
    for word in words_of(text)[:5]:
        assert finds(text, whole(word)), (text, word)
        if words_of(beginning := word[: len(word) // 2 + 1]) == (beginning,):
            assert finds(text, Terms((Term((beginning,), open=True),))), (text, word)


@BOTH
def test_every_letter_of_the_table_folds_as_names_do(finds):
    for letter in [chr(number) for number in LETTERS if unicodedata.category(chr(number))[0] == "L"]:
        assert words_of(f"a{letter}z") == words_of(f"a{fold(letter)}z"), letter
        for word in words_of(f"a{letter}z"):
            assert finds(f"a{letter}z", whole(word)), letter


@BOTH
@pytest.mark.parametrize(
    "name", ["Crème Brûlée", "Straße", "ŒUF", "ŁÓDŹ", "ΩΜΈΓΑ", "λόγος", "Ёлка", "Tiếng Việt", "İzmir", "قَهْوَة"]
)
def test_a_word_is_found_however_its_case_and_accents_were_typed(finds, name):
    for text in (name, name.upper(), name.lower(), unicodedata.normalize("NFD", name)):
        for typed in (name, name.lower(), unicodedata.normalize("NFD", name.upper()), folded(name)):
            assert finds(text, Terms.read(typed)), (text, typed)


@BOTH
@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("A tea-pot for https://example.test/clay_pots?x=1", "pots example"),
        ("From <b>bold</b> to 2.5 litres, -5 degrees", "bold 5"),
        ("L’eau de l'été", "eau ete"),
        ("a@b.test and v1.2.3", "test 2"),
        ("鉄瓶でお湯を沸かす", "湯"),
        ("鉄瓶でお湯を沸かす", "お湯"),
        ("الْقَهْوَةُ السوداء", "قهوه"),
        ("قهوة", "القهوة"),
        ("إبريق", "ابريق"),
    ],
)
def test_a_word_is_found_within_what_surrounds_it(finds, text, typed):
    assert finds(text, Terms.read(typed))


@BOTH
@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("clay pot", '"pot clay"'),
        ("clay pots", '"clay pot"'),
        ("鉄瓶でお湯", "湯お"),
        ("clay", "clay pot"),
        ("teapot", "pot"),
    ],
)
def test_what_is_not_there_is_not_found(finds, text, typed):
    assert not finds(text, Terms.read(typed))


@BOTH
def test_a_long_text_is_kept_in_time_and_found_by_its_beginning(finds):
    assert finds("Ägypten " + "straße 茶 " * 40_000, Terms.read("agypten strasse 茶"))


def test_every_place_of_a_word_is_where_it_is_written():
    text = "Crème ‘brûlée’, 2× 茶碗"
    assert [(word, text[start:end]) for word, start, end in spans_of(text)] == [
        ("creme", "Crème"), ("brulee", "brûlée"), ("2", "2"), ("茶", "茶"), ("碗", "碗"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", []),
        ('"*():-^ NEAR"', [(("near",), False)]),
        ("tea  POT", [(("tea",), True), (("pot",), True)]),
        ('"clay pot" red', [(("clay", "pot"), False), (("red",), True)]),
        ('red "clay pot', [(("red",), True), (("clay", "pot"), False)]),
        ("«pot de grès»", [(("pot", "de", "gres"), False)]),
        ("tea-pot", [(("tea",), True), (("pot",), True)]),
        ("tea tea", [(("tea",), True)]),
        ("茶碗", [(("茶", "碗"), False)]),
        ("茶 碗", [(("茶",), False), (("碗",), False)]),
        ("AND OR NOT", [(("and",), True), (("or",), True), (("not",), True)]),
        ("NEAR(a b)", [(("near",), True), (("a",), True), (("b",), True)]),
        ("\u0301\u0640", []),
        ("\U0001e900", []),
    ],
)  # fmt: skip
def test_what_was_typed_is_words_and_phrases_and_nothing_else(typed, terms):
    assert [(term.words, term.open) for term in Terms.read(typed).terms] == terms


def test_of_a_long_question_the_first_words_are_looked_for():
    assert len(Terms.read(" ".join(f"w{n}" for n in range(100))).terms) == MOST


ENOUGH = {"a": False, "a b": False, "?": False, "ab": True, "a bc": True, "茶": True, "차": True}


@pytest.mark.parametrize(("typed", "enough"), ENOUGH.items())
def test_one_letter_is_not_enough_unless_it_is_a_word(typed, enough):
    assert Terms.read(typed).is_enough is enough


def test_the_letters_that_are_folded_by_hand_are_few():
    assert len(LEFT) < 90 < len(TABLE)
