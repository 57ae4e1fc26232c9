"""`etalage user add` and `etalage user password`, inside the shop that `webapp/cli.py` opens."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
from flask_babel import force_locale

from webapp.access import ROLES
from webapp.accounts import registration
from webapp.accounts.passwords import Unacceptable
from webapp.accounts.registration import NewUser
from webapp.accounts.signing import canonical
from webapp.hypermedia.locales import language, source
from webapp.storage.transactions import Busy


class Refusal(click.ClickException):
    """One sentence on stderr, and exit status 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


@click.group()
def user() -> None:
    """The people who may sign in."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="How the shop calls them.")
@click.option("--role", required=True, type=click.Choice(tuple(ROLES)))
@click.option("--locales", default="", help="The languages a translator writes, such as nl,de; without it all.")
def add(email: str, name: str, role: str, locales: str) -> None:
    """Make somebody a user. Their password is asked for twice, or read from stdin."""
    codes = tuple(code.strip() for code in locales.split(",") if code.strip())
    new = NewUser(email, name, role, codes)
    with _one_sentence():
        registration.check(new)
        registration.add_user(new, _password())
    click.echo(f"{canonical(email)} can sign in as {role}.")


@user.command()
@click.argument("email")
def password(email: str) -> None:
    """Give somebody another password, which signs them out everywhere."""
    with _one_sentence():
        registration.set_password(email, _password())
    click.echo(f"{canonical(email)} has another password and is signed out everywhere.")


def _password() -> str:
    """As it was typed; of a piped one only the end of its line is left out, since a space at the end counts."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().removesuffix("\n")


@contextmanager
def _one_sentence() -> Iterator[None]:
    """Commands speak the source language of the shop: there is no browser that asks for another."""
    with force_locale(str(language(source()).babel)):
        try:
            yield
        except Unacceptable as error:
            raise Refusal(str(error)) from error
        except Busy as error:
            raise Refusal("The database is busy. Try again in a moment.") from error
