"""That a session is in use is noted together, seldom, and never by the request itself."""

from __future__ import annotations

from datetime import UTC
from threading import Event, Thread, Timer
from time import monotonic, sleep

import pytest

from webapp.accounts.models import SignedIn
from webapp.accounts.seen import Writer
from webapp.storage.engines import engines
from webapp.storage.statements import recorded
from webapp.storage.transactions import snapshot


@pytest.fixture(autouse=True)
def writer(app, monkeypatch):
    """The app's writer, which writes only when a test says so: on a busy machine a request takes longer than the usual wait."""
    with app.app_context():
        patient = Writer(engines().writing, every_s=3600)
    monkeypatch.setitem(app.extensions, "etalage.seen", patient)
    yield patient
    patient.stop()


@pytest.fixture
def seen_at(app):
    def read():
        with app.app_context(), snapshot() as connection:
            found = connection.execute(SignedIn.__table__.select()).one().seen_at
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    return read


def test_a_get_writes_nothing_itself(client, writer, person, clock, seen_at):
    client.sign_in(person())
    begun = clock.now
    clock.passes(minutes=5)
    with recorded() as recorder:
        client.get("/en/room")
    assert [sql[:6] for sql in recorder.statements] == ["SELECT"]
    assert seen_at() == begun
    writer.flush()
    assert seen_at() == clock.now


def test_it_is_noted_at_most_once_in_five_minutes(client, writer, person, clock, seen_at):
    client.sign_in(person())
    begun = clock.now
    clock.passes(minutes=4, seconds=59)
    client.get("/en/room")
    writer.flush()
    assert seen_at() == begun


def test_it_is_written_soon_by_itself(client, app, person, clock, seen_at, monkeypatch):
    with app.app_context():
        hasty = Writer(engines().writing, every_s=0.05)
    monkeypatch.setitem(app.extensions, "etalage.seen", hasty)
    client.sign_in(person())
    clock.passes(minutes=6)
    client.get("/en/room")
    until = monotonic() + 5
    while seen_at() != clock.now and monotonic() < until:
        sleep(0.02)
    assert seen_at() == clock.now
    hasty.stop()


def test_stopping_writes_what_is_pending(client, writer, person, clock, seen_at):
    client.sign_in(person())
    clock.passes(minutes=6)
    client.get("/en/room")
    writer.stop()
    assert seen_at() == clock.now


def test_whoever_writes_waits_for_who_is_just_writing(client, writer, person, clock, seen_at, monkeypatch):
    client.sign_in(person())
    clock.passes(minutes=5)
    client.get("/en/room")
    begun, go_on = Event(), Event()
    write = writer._write

    def slowly(pending):
        begun.set()
        assert go_on.wait(5)
        write(pending)

    monkeypatch.setattr(writer, "_write", slowly)
    first = Thread(target=writer.flush)
    first.start()
    assert begun.wait(5)
    Timer(0.05, go_on.set).start()
    writer.flush()
    assert seen_at() == clock.now
    first.join()


def test_a_session_that_ended_meanwhile_stays_dead(client, writer, person, clock, execute):
    client.sign_in(person())
    clock.passes(minutes=6)
    client.get("/en/room")
    client.post("/en/sign-out")
    writer.flush()
    assert execute("SELECT * FROM signed_in") == []


def test_time_never_goes_back(client, app, writer, person, clock, seen_at):
    client.sign_in(person())
    late = clock.now
    clock.passes(minutes=6)
    client.get("/en/room")
    writer.flush()
    (id_hash,) = [row.id_hash for row in _rows(app)]
    writer.note(id_hash, late)
    writer.flush()
    assert seen_at() == clock.now


def test_what_could_not_be_written_is_kept(client, writer, person, clock, seen_at, monkeypatch):
    client.sign_in(person())
    clock.passes(minutes=6)
    client.get("/en/room")
    with monkeypatch.context() as patched:
        patched.setattr(Writer, "_write", lambda *_: 1 / 0)
        writer.flush()
    writer.flush()
    assert seen_at() == clock.now


def _rows(app):
    with app.app_context(), snapshot() as connection:
        return connection.execute(SignedIn.__table__.select()).all()
