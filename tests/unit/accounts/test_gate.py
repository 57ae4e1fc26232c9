"""At most so many inside, at most so many waiting."""

from __future__ import annotations

from threading import Event, Lock, Thread
from time import sleep

import pytest

from webapp.accounts import gate
from webapp.accounts.gate import Full, Gate


def test_two_inside_eight_waiting_and_the_rest_turned_away():
    tested, leave, lock = Gate(at_once=2, waiting=8), Event(), Lock()
    inside, most, turned_away, through = 0, 0, 0, 0

    def visit() -> None:
        nonlocal inside, most, turned_away, through
        try:
            with tested.passed():
                with lock:
                    inside += 1
                    most = max(most, inside)
                leave.wait(5)
                with lock:
                    inside -= 1
                    through += 1
        except Full:
            with lock:
                turned_away += 1

    threads = [Thread(target=visit) for _ in range(30)]
    for thread in threads:
        thread.start()
    for _ in range(500):
        if turned_away == 20:
            break
        sleep(0.01)
    leave.set()
    for thread in threads:
        thread.join(5)
    assert (most, turned_away, through) == (2, 20, 10)


def test_a_place_is_free_again_after_an_error():
    tested = Gate(at_once=1, waiting=0)
    with pytest.raises(ZeroDivisionError), tested.passed():
        _ = 1 / 0
    with tested.passed(), pytest.raises(Full), tested.passed():
        pass
    with tested.passed():
        pass


def test_a_full_gate_is_503_and_keeps_the_form(client, person, monkeypatch):
    email = person()
    monkeypatch.setattr(gate, "VERIFYING", full := Gate(at_once=1, waiting=0))
    with full.passed():
        response = client.sign_in(email)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert 'data-error="busy"' in response.text
    assert f'value="{email}"' in response.text
    assert client.sign_in(email).status_code == 303
