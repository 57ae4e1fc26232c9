"""`etalage import`. Its lines are English, as those of every command."""

from __future__ import annotations

from pathlib import Path

import click
from flask_babel import force_locale

from webapp.exchange.files import importable
from webapp.exchange.imports import perform, rehearse
from webapp.exchange.reports import Report
from webapp.storage.transactions import Busy


class NotAFile(click.ClickException):
    exit_code = 2


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.pass_context
def import_(context: click.Context, files: tuple[Path, ...], dry_run: bool) -> None:
    """Import CSV files, each recognised by its header, exports of WordPress, and Markdown files or folders of them.

    A second import of the same files changes nothing, and what somebody has edited since the last one is kept. Exit
    status: 0; 1 where something was refused; 2 for a file that is not there.
    """
    for file in files:
        if not importable(file):
            raise NotAFile(f"In {file} is nothing to import." if file.is_dir() else f"There is no file {file}.")
    with force_locale("en"):
        report = rehearse(files) if dry_run else _performed(files)
    _print(report)
    if report.refused:
        context.exit(1)


def _performed(files: tuple[Path, ...]) -> Report:
    report = Report()
    try:
        perform(files, report)
    except Busy:
        _print(report)
        raise click.ClickException("The database is busy; import again to bring in the rest.") from None
    return report


def _print(report: Report) -> None:
    for line in report.lines:
        click.echo(line.text, err=line.refusal)
    if report.dry:
        click.echo("A dry run: nothing was written.")
    click.echo(report.summary)
