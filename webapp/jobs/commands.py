"""`etalage worker` and `etalage export`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app

from webapp.config import Settings
from webapp.grid.columns import table_named, tables
from webapp.hypermedia.locales import language
from webapp.jobs.consumer import consumer
from webapp.jobs.exports import write_sheet


@click.command()
def worker() -> None:
    """Work the jobs off in this process, until it is stopped.

    The shop then leaves them to it where ETALAGE_JOBS is worker. With ETALAGE_REDIS_URL both meet in Redis, else in a
    file of the data folder.
    """
    settings: Settings = current_app.extensions["etalage.settings"]
    click.echo(f"Working jobs off, from {'Redis' if settings.redis_url else settings.data}.")
    consumer(handles_signals=True).run()


@click.command()
@click.argument("table")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file; else the output.")
@click.option("--locale", help="The language of what people read in it; else the first of the shop.")
def export(table: str, output: Path | None, locale: str | None) -> None:
    """Write a TABLE of the desk as CSV, such as products: each value as people read it, and as machines do."""
    settings: Settings = current_app.extensions["etalage.settings"]
    shown = table_named(table)
    if shown is None:
        known = ", ".join(one.plural for one in tables())
        raise click.UsageError(f"There is no table {table}; there are {known}.")
    if locale is not None and locale not in settings.locales:
        raise click.UsageError(f"{locale} is none of the shop's languages: {', '.join(settings.locales)}.")
    spoken = language(locale or settings.source)
    if output is None:
        write_sheet(shown, spoken, sys.stdout, lambda _count: None)
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as file:
            count = write_sheet(shown, spoken, file, lambda _count: None)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
    click.echo(f"{count} rows are in {output}.")
