"""Pages of signed-out visitors: what they may keep, and what one costs."""


def test_a_page_that_was_read_before_costs_one_statement(sqlite_shop, signed_in):
    browser = signed_in(sqlite_shop, None)
    browser.get("/en/products")
    assert 'sql;desc="1 statements"' in browser.get("/en/products").headers["Server-Timing"]


def test_a_page_that_is_still_true_answers_304(shop, signed_in):
    browser = signed_in(shop, None)
    first = browser.get("/nl/products")
    again = browser.get("/nl/products", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "HX-Request" in again.headers["Vary"]
