"""`etalage seed`: demo content into an empty database, and bulk rows for measuring."""

from __future__ import annotations

import click

from webapp.catalogue.demo import bulk, shop


def seed(demo: bool, products: int) -> None:
    """Fill the catalogue; the demo only where there is no product yet."""
    if demo:
        if shop.is_empty():
            shop.fill()
            click.echo("The demo shop is in.")
        else:
            click.echo("There are products already; the demo was left out.")
    if products:
        bulk.add(products)
        click.echo(f"{products} products were added.")
