"""What is needed by something that is not in the trash is not there either, whichever way it would get there."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text

from webapp.storage.changes import Change
from webapp.storage.engines import engines
from webapp.storage.transactions import snapshot


@pytest.fixture
def supplier(shop, signed_in, kept):
    """A supplier that product 1 alone could refer to."""
    signed_in(shop, "editor").post("/en/suppliers", name="Passing Bros")
    return kept.supplier("Passing Bros")


@pytest.fixture
def editor(shop, signed_in):
    return signed_in(shop, "editor")


def supply(editor, kept, value, key="k" * 12):
    return editor.write("/en/products/1/supplier_id", value, kept.version(1), key)


def test_an_undo_does_not_bring_back_what_is_in_the_trash(editor, kept, supplier, partials):
    before = kept.value(1, "supplier_id")
    supply(editor, kept, f"#{supplier}")
    supply(editor, kept, f"#{before}", "l" * 12)
    act = kept.last_act().id
    assert editor.post(f"/en/suppliers/{supplier}/trash").status_code == 200
    answer = editor.post("/en/undo", act=str(act))
    assert answer.status_code == 409
    assert "in the trash" in partials(answer)["alarm"]
    assert kept.value(1, "supplier_id") == before


def test_neither_does_the_history(editor, kept, supplier, partials):
    before = kept.value(1, "supplier_id")
    supply(editor, kept, f"#{supplier}")
    supply(editor, kept, f"#{before}", "l" * 12)
    editor.post(f"/en/suppliers/{supplier}/trash")
    with snapshot() as connection:
        change = connection.scalar(select(func.max(Change.id)).where(Change.field == "supplier_id"))
    answer = editor.post("/en/products/1/supplier_id/history", change=str(change), version=kept.version(1))
    assert answer.status_code == 422
    assert partials(answer)["alarm"] == "Passing Bros is in the trash. Restore it first."
    assert kept.value(1, "supplier_id") == before


def test_what_comes_out_of_the_trash_needs_what_it_refers_to(editor, kept, supplier, partials):
    supply(editor, kept, f"#{supplier}")
    editor.post("/en/products/1/trash")
    assert editor.post(f"/en/suppliers/{supplier}/trash").status_code == 200
    answer = editor.post("/en/products/1/restore")
    assert answer.status_code == 422
    assert partials(answer)["alarm"] == "Passing Bros is in the trash. Restore it first."
    assert kept.value(1, "trashed_at") is not None
    editor.post(f"/en/suppliers/{supplier}/restore")
    assert editor.post("/en/products/1/restore").status_code == 200


def test_an_undo_within_what_is_in_the_trash_says_so(editor, kept, partials):
    editor.write("/en/products/1/pack", "in a box", kept.version(1), "k" * 12)
    act = kept.last_act().id
    with engines().writing.begin() as connection:
        connection.execute(text("UPDATE product SET trashed_at = CURRENT_TIMESTAMP WHERE id = 1"))
    answer = editor.post("/en/undo", act=str(act))
    assert answer.status_code == 409
    assert "in the trash" in partials(answer)["alarm"]
    assert kept.value(1, "pack") == "in a box"
