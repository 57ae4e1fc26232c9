"""`etalage seed`: the demo's stories into an empty journal, and bulk posts for measuring."""

from __future__ import annotations

import click

from webapp.journal.demo import bulk, stories


def seed(demo: bool, posts: int) -> None:
    """Fill the journal; the demo only where there is no post yet."""
    if demo:
        if stories.is_empty():
            stories.fill()
            click.echo("The demo journal is in.")
        else:
            click.echo("There are stories already; those of the demo were left out.")
    if posts:
        bulk.add(posts)
        click.echo(f"{posts} stories were added.")
