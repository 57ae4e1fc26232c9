"""What may be a password, and what is kept of it."""

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.accounts import passwords
from webapp.accounts.passwords import NOBODY, Unacceptable

ANY = st.text(st.characters(exclude_categories=()), min_size=8, max_size=40)


@settings(max_examples=25, deadline=None)
@given(set_=ANY, other=ANY)
def test_what_was_set_matches_and_nothing_else(set_, other):
    kept = passwords.digest(set_)
    assert passwords.matches(kept, set_)
    assert passwords.matches(kept, other) is (set_ == other)


@pytest.mark.parametrize(
    "other",
    ["garden plum ", " garden plum", "garden plum\0", "garden\0plum", "Garden plum", "garden plum".replace("u", "ü")],
)
def test_each_character_counts(other):
    assert not passwords.matches(passwords.digest("garden plum"), other)


def test_two_ways_to_write_a_letter_are_two_passwords():
    assert not passwords.matches(passwords.digest("caf\u00e9-caf\u00e9"), "cafe\u0301-cafe\u0301")


def test_half_a_surrogate_pair_is_a_character():
    kept = passwords.digest("garden\ud800plum")
    assert passwords.matches(kept, "garden\ud800plum")
    assert not passwords.matches(kept, "garden\udfffplum")
    assert not passwords.matches(kept, "garden?plum")


def test_the_end_of_a_long_one_counts():
    assert not passwords.matches(passwords.digest("long " * 51 + "x"), "long " * 51 + "y")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_short"),
        ("seven77", "password_short"),
        ("x" * 257, "password_long"),
        ("password1", "password_common"),
        ("PassWord1", "password_common"),
        ("12345678", "password_common"),
        ("aaaaaaaa", "password_common"),
        ("qwertyuiop", "password_common"),
        ("etalage123", "password_common"),
    ],
)
def test_refused_ones_say_why(password, code):
    with pytest.raises(Unacceptable) as refused:
        passwords.check(password)
    assert refused.value.code == code


@pytest.mark.parametrize("password", ["1 garden", "x9" * 128, "password1 ", "pass\0word1", "ångström", "        plum"])
def test_others_are_taken_as_they_are(password):
    passwords.check(password)


def test_the_list_holds_only_what_could_be_typed():
    listed = sorted(passwords._common() - {""})
    assert len(listed) > 1000
    assert all(passwords.SHORTEST <= len(one) <= passwords.LONGEST and one == one.lower() for one in listed)


def test_parameters():
    assert passwords.digest("garden plum").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_digest_of_other_parameters_is_outdated():
    assert passwords.outdated(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("garden plum"))
    assert not passwords.outdated(passwords.digest("garden plum"))


def test_where_there_is_no_digest_the_same_work_is_done():
    assert not passwords.outdated(NOBODY)
    with pytest.raises(VerifyMismatchError):
        passwords.HASHER.verify(NOBODY, "garden plum")


def test_without_a_digest_nobodys_is_compared(monkeypatch):
    compared = []

    class Hasher:
        def verify(self, kept, typed):
            compared.append((kept, typed))
            raise VerifyMismatchError

    monkeypatch.setattr(passwords, "HASHER", Hasher())
    assert not passwords.matches(None, "garden plum")
    assert compared == [(NOBODY, b"garden plum")]


def test_a_damaged_digest_matches_nothing():
    assert not passwords.matches("$argon2id$damaged", "garden plum")
