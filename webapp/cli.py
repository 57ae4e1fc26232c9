"""The `etalage` command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import Flask, current_app
from flask_babel import force_locale

from webapp import create_app
from webapp.access import policy_of
from webapp.config import SettingError, Settings
from webapp.storage import schema


def shop(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the shop, its database brought to this version first."""

    @wraps(command)
    def inside(*args: Any, **values: Any) -> Any:
        with _app().app_context():
            schema.prepare()
            return command(*args, **values)

    return inside


def _app() -> Flask:
    try:
        return create_app(Settings.read())
    except SettingError as error:
        raise click.ClickException(str(error)) from error


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="etalage")
def cli() -> None:
    """A shop window that is edited in place."""


@cli.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
@shop
def run(host: str, port: int) -> None:
    """Serve the shop until it is stopped."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    settings: Settings = current_app.extensions["etalage.settings"]
    # The workers read their settings anew, and where they listen is where the shop is found if nothing else is set.
    os.environ |= {"HOST": host, "PORT": str(port)}
    server = Granian(
        "webapp.serving:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        # Enough for requests that wait for each other's writes; more only take turns at the interpreter.
        blocking_threads=8,
        backpressure=256,
        log_level=LogLevels.error,
        # Open connections would keep a stopped server waiting for ever.
        workers_kill_timeout=5,
    )
    demo = settings.data / "demo-password"

    def announce() -> None:
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"Etalage is at http://{shown}:{port}/")
        if demo.exists():
            click.echo(f"Sign in as owner@etalage.test with {demo.read_text(encoding='utf-8').strip()}")

    server.on_startup(announce)
    server.serve()


@cli.command()
@click.option("--demo", is_flag=True, help="The demo shop and its accounts, where there are no products yet.")
@click.option("--products", type=click.IntRange(0, 10_000_000), default=0, help="So many bulk products, for measuring.")
@click.option("--posts", type=click.IntRange(0, 10_000_000), default=0, help="So many bulk posts, for measuring.")
@shop
def seed(demo: bool, products: int, posts: int) -> None:
    """Fill the shop with something to look at."""
    from webapp import accounts, catalogue, journal
    from webapp.accounts.passwords import Unacceptable

    settings: Settings = current_app.extensions["etalage.settings"]
    if demo:
        try:
            accounts.create_demo_accounts(settings.demo_password)
        except Unacceptable as error:
            with force_locale(settings.source):
                raise click.ClickException(f"ETALAGE_DEMO_PASSWORD: {error.text}") from error
    catalogue.seed(demo, products)
    journal.seed(demo, posts)


@cli.command()
@shop
def check() -> None:
    """Say whether database, triggers and routes are as this version declares them."""
    from webapp.storage import tallies, triggers
    from webapp.storage.transactions import snapshot

    with snapshot() as connection:
        have = {name for name, _table in triggers.present(connection)}
        dialect = connection.dialect.name
        miscounted = tallies.differing(connection)
    wrong = have ^ set(triggers.expected(dialect))
    open_ = [name for name, view in current_app.view_functions.items() if policy_of(view) is None]
    problems = [f"trigger {name}" for name in sorted(wrong)]
    problems += [f"tally {name}: not what the rows add up to" for name in miscounted]
    problems += [f"route without a policy: {name}" for name in open_]
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)
    click.echo("Everything is as declared.")


def main() -> None:
    from webapp.accounts.commands import user
    from webapp.exchange.commands import import_
    from webapp.jobs.commands import export, worker

    cli.add_command(_inside(user))
    cli.add_command(_inside(import_), "import")
    cli.add_command(_inside(export))
    cli.add_command(_inside(worker))
    cli(auto_envvar_prefix=None, prog_name=os.path.basename(sys.argv[0]))


def _inside(command: click.Command) -> click.Command:
    """Run each callback of a room's command inside the shop."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _inside(inner)
    elif command.callback is not None:
        command.callback = shop(command.callback)
    return command
