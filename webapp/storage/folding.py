"""Folding: the form of a name that lists are sorted and searched by, without case and accents.

One table serves Python and the SQL of both databases, so that a query folds exactly as the column did.
"""

import unicodedata

LETTERS = [*range(0xC0, 0x180), *range(0x386, 0x3CF), *range(0x400, 0x460)]
SPELLED_OUT = {
    "ß": "ss",
    "æ": "ae",
    "Æ": "ae",
    "œ": "oe",
    "Œ": "oe",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "Đ": "d",
}


LAYER = 16


def _folded(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter.lower())
    return SPELLED_OUT.get(letter) or "".join(c for c in plain if not unicodedata.combining(c))


TABLE = {letter: _folded(letter) for letter in map(chr, LETTERS) if unicodedata.category(letter)[0] == "L"}
TABLE = {letter: plain for letter, plain in TABLE.items() if plain != letter}
# An accent typed after its letter goes too: a database cannot compose them.
TABLE |= {mark: "" for letter in [*TABLE] for mark in unicodedata.normalize("NFD", letter)[1:]}
_ASCII = {upper: chr(upper + 32) for upper in range(ord("A"), ord("Z") + 1)}
_TRANSLATION = str.maketrans(TABLE) | _ASCII


def fold(text: str) -> str:
    """`Crème Brûlée` -> `creme brulee`."""
    return text.translate(_TRANSLATION)


def fold_sql(inner: str, columns: str, dialect: str) -> str:
    """The same in SQL: `inner` selects `columns` and a `name`; the result selects them with the folded name as `name_key`.

    It is built in layers, since SQLite's parser nests at most some 25 calls. PostgreSQL's `lower` would follow the
    database's collation; `"C"` keeps it to ASCII, as SQLite does.
    """
    single = {letter: plain for letter, plain in TABLE.items() if len(plain) == 1}
    if dialect == "postgresql":
        key = f"translate(lower(name COLLATE \"C\"), '{''.join(single)}', '{''.join(single.values())}')"
        replaced = [(letter, plain) for letter, plain in TABLE.items() if len(plain) != 1]
    else:
        key, replaced = "lower(name)", list(TABLE.items())
    layers = [f"f0 AS (SELECT {columns}, name, {key} AS name_key FROM ({inner}) named)"]
    for number, start in enumerate(range(0, len(replaced), LAYER), 1):
        key = "name_key"
        for letter, plain in replaced[start : start + LAYER]:
            key = f"replace({key}, '{letter}', '{plain}')"
        layers.append(f"f{number} AS (SELECT {columns}, name, {key} AS name_key FROM f{number - 1})")
    if dialect == "sqlite":
        # Most names hold none of these letters, and some hundred calls of replace() would find none.
        key = f"CASE WHEN name GLOB '*[{chr(LETTERS[0])}-{chr(LETTERS[-1])}]*' THEN name_key ELSE lower(name) END"
        layers.append(f"f{len(layers)} AS (SELECT {columns}, name, {key} AS name_key FROM f{len(layers) - 1})")
    return f"WITH {', '.join(layers)} SELECT {columns}, name, name_key FROM f{len(layers) - 1}"
