"""Exports of WordPress as tests need them."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old site</title>"""
TAIL = "</channel></rss>"


def export(*items: str, language: str = "en-US", authors: dict[str, str] | None = None) -> str:
    people = (
        f"<wp:author><wp:author_login>{escape(login)}</wp:author_login>"
        f"<wp:author_display_name>{escape(name)}</wp:author_display_name></wp:author>"
        for login, name in (authors or {}).items()
    )
    said = f"<language>{language}</language><wp:wxr_version>1.2</wp:wxr_version>"
    return "".join([HEAD, said, *people, *items, TAIL])


def item(number: int, *inner: str, **said: str | None) -> str:
    """An item; `wp_status` stands for `wp:status`, and None leaves one out."""
    fields: dict[str, str | None] = {
        "title": f"Story {number}",
        "guid": f"https://old.example/?p={number}",
        "dc_creator": "jane",
        "content_encoded": "<p>Some words.</p>",
        "wp_post_id": str(number),
        "wp_post_date": "2020-05-01 12:00:00",
        "wp_post_date_gmt": "2020-05-01 10:00:00",
        "wp_post_name": f"story-{number}",
        "wp_status": "publish",
        "wp_post_type": "post",
    }
    return f"<item>{_elements(fields | said)}{''.join(inner)}</item>"


def comment(number: int, parent: int = 0, **said: str | None) -> str:
    fields: dict[str, str | None] = {
        "wp_comment_id": str(number),
        "wp_comment_author": f"Reader {number}",
        "wp_comment_author_email": "reader@private.example",
        "wp_comment_author_IP": "203.0.113.77",
        "wp_comment_author_url": "https://private.example/",
        "wp_comment_date": "2020-05-02 12:00:00",
        "wp_comment_date_gmt": "2020-05-02 10:00:00",
        "wp_comment_content": f"Words {number}.",
        "wp_comment_approved": "1",
        "wp_comment_type": "",
        "wp_comment_parent": str(parent),
    }
    return f"<wp:comment>{_elements(fields | said)}</wp:comment>"


def category(name: str, domain: str = "category", nicename: str = "") -> str:
    return f"<category domain={quoteattr(domain)} nicename={quoteattr(nicename)}>{escape(name)}</category>"


def _elements(fields: dict[str, str | None]) -> str:
    named = ((_name(field), value) for field, value in fields.items() if value is not None)
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in named)


def _name(field: str) -> str:
    prefix, _, name = field.partition("_")
    return f"{prefix}:{name}" if prefix in ("wp", "dc", "content", "excerpt") else field
