"""Words without case and accents: what is typed and what is kept fold to the same, in Python and in the SQL of both databases.

SQLite's tokenizer folds case and the accents of Latin letters by itself, and is given only what it leaves;
PostgreSQL is given plain words, since its own parser would read addresses, numbers and markup into a text.
"""

import re
import unicodedata

from webapp.storage.folding import TABLE

# What is searched of one field: a word further on is not found. PostgreSQL takes no more than a megabyte of words.
LONGEST = 50_000
# Vowel signs of Arabic, and the line that stretches a word.
SIGNS = [chr(sign) for sign in (0x640, *range(0x64B, 0x656), 0x670)]
# Each of these is a word of its own: nothing divides them.
UNDIVIDED = "\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff"
ALIKE = {"ς": "σ", "ٱ": "ا", "ى": "ي", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ئ": "ي"}
ALIKE |= {"¹": "1", "²": "2", "³": "3"} | dict.fromkeys(SIGNS, "")
LAYER = 12
# The accents of a to z, on letters that are taken apart: those that the tokenizer knows.
_ACCENTED = "([A-Za-z])[\u0300-\u0304\u0306-\u030c\u030f\u0311\u031b\u0323-\u0328\u032d-\u032e\u0330-\u0331]+"


def _unaccented(text: str) -> str:
    return unicodedata.normalize("NFC", re.sub(_ACCENTED, r"\1", unicodedata.normalize("NFD", text)))


# What is left when these accents are gone: ligatures and letters with strokes, and the accents of Greek and Cyrillic.
LEFT = {letter: plain for letter, plain in TABLE.items() if plain and _unaccented(letter.lower()) != plain} | ALIKE
# PostgreSQL lowers them only where the database was made with a locale that knows them.
CAPITALS = {letter: plain for letter, plain in TABLE.items() if plain == letter.lower() != letter}
_TRANSLATION = str.maketrans(LEFT)


def folded(text: str) -> str:
    """`Crème brûlée` -> `creme brulee`, `الْقَهْوَة` -> `القهوه`."""
    return _unaccented(text.lower()).translate(_TRANSLATION)


_MARKS = "".join(sign for sign in map(chr, range(0x300, 0x10000)) if unicodedata.category(sign)[0] == "M")
WORD = re.compile(f"[{UNDIVIDED}]|(?:(?![{UNDIVIDED}])[^\\W_]|[{_MARKS}])+")


def is_undivided(word: str) -> bool:
    """Whether it is a sign of a script that writes without spaces, and so a word by itself."""
    return re.match(f"[{UNDIVIDED}]", word) is not None


def is_whole(sign: str) -> bool:
    """Whether one sign may be a word: of those scripts, and a syllable of Korean."""
    return is_undivided(sign) or "\uac00" <= sign <= "\ud7a3"


def sql(text: str, dialect: str) -> str:
    """An expression that prepares the text in expression `text` for the index."""
    text = f"substr(coalesce({text}, ''), 1, {LONGEST})"
    return _sqlite(text) if dialect == "sqlite" else _postgresql(text)


def _sqlite(text: str) -> str:
    """In layers, since the parser nests at most some 25 calls, and only for texts that hold one of the letters."""
    letters, layers = list(LEFT.items()), [f"f0 AS (SELECT {text} AS words)"]
    for number, start in enumerate(range(0, len(letters), LAYER), 1):
        layer = _replaced("words", letters[start : start + LAYER])
        layers.append(f"f{number} AS (SELECT {layer} AS words FROM f{number - 1})")
    folded = f"(WITH {', '.join(layers)} SELECT words FROM f{len(layers) - 1})"
    folded = f"CASE WHEN {text} GLOB '*[{''.join(LEFT)}]*' THEN {folded} ELSE {text} END"
    return f"CASE WHEN {text} GLOB '*[{UNDIVIDED}]*' THEN {_divided(folded)} ELSE {folded} END"


def _divided(text: str) -> str:
    """The signs that nothing divides, each by itself. In parts, since each step copies what is left of its part."""
    parts = (
        f"WITH RECURSIVE part (number, words, rest) AS (SELECT 0, '', {text} UNION ALL"
        " SELECT number + 1, substr(rest, 1, 500), substr(rest, 501) FROM part WHERE rest <> '')"
    )
    spaced = f"CASE WHEN sign GLOB '[{UNDIVIDED}]' THEN ' ' || sign || ' ' ELSE sign END"
    signs = (
        ", signs (number, place, sign, rest) AS (SELECT number, 0, '', words FROM part UNION ALL"
        " SELECT number, place + 1, substr(rest, 1, 1), substr(rest, 2) FROM signs WHERE rest <> '')"
    )
    return f"({parts}{signs} SELECT group_concat({spaced}, '') FROM (SELECT sign FROM signs ORDER BY number, place))"


def _postgresql(text: str) -> str:
    plain = f"normalize(regexp_replace(normalize({text}, NFD), '{_ACCENTED}', '\\1', 'g'), NFC)"
    plain = f"CASE WHEN {plain} ~ '[{''.join(LEFT)}]' THEN {_replaced(plain, list(LEFT.items()))} ELSE {plain} END"
    low = f"translate({plain}, '{''.join(CAPITALS)}', '{''.join(CAPITALS.values())}')"
    plain = f"CASE WHEN {text} ~ '[{''.join(CAPITALS)}]' THEN {low} ELSE {plain} END"
    words = f"regexp_replace({plain}, '[{_DIVIDING}]+', ' ', 'g')"
    divided = f"regexp_replace({words}, '([{UNDIVIDED}])', ' \\1 ', 'g')"
    return f"CASE WHEN {text} ~ '[{UNDIVIDED}]' THEN {divided} ELSE {words} END"


def _replaced(text: str, letters: list[tuple[str, str]]) -> str:
    for letter, plain in letters:
        text = f"replace({text}, '{letter}', '{plain}')"
    return text


# All that divides words of Latin letters, and what other scripts use of it, as ranges: no parser has to guess.
_DIVIDING = "\x01-/:-@\\[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
_DIVIDING += "\u060c\u061b\u061f\u066a-\u066d\u06d4\u2000-\u200b\u2010-\u206f\u20a0-\u20bf\u3000-\u3003\u3008-\u3020"
