"""Settings: read once from `ETALAGE_*` variables, typed, and refused with one sentence where they are wrong."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_precision, is_currency
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

CACHES = ("memory", "files", "redis", "off")
# Who works the jobs off: the process that serves, or `etalage worker` in one of its own.
WORKERS = ("inside", "worker")
# Scheme, host and perhaps port; a slash at the end says no more.
ADDRESS = re.compile(r"(?P<address>https?://(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?)/?")


class SettingError(Exception):
    """A setting that cannot be used; its text is one sentence for the person who set it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What one shop is configured with. Paths are absolute; `currency` is an ISO 4217 code; `url` is where the public finds
    the shop, without a slash at its end; `front` is how many megabytes the front cache may have.

    `slow_ms` is when a statement is called slow. What the cache saves is put into watts of a busy core, how much more than that
    the data centre takes (PUE), and grams of CO2 per kWh: `core_watts`, `pue`, `grid_grams`."""

    data: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    redis_url: str | None = field(default=None, repr=False)
    locales: tuple[str, ...] = ("en", "nl", "de", "fr", "es", "ar")
    currency: str = "EUR"
    timezone: ZoneInfo = ZoneInfo("UTC")
    hosts: tuple[str, ...] = ()
    url: str = "http://127.0.0.1:8000"
    demo_password: str | None = field(default=None, repr=False)
    cache: str = "memory"
    jobs: str = "inside"
    front: int = 64
    timing: bool = False
    gallery: bool = False
    insight: bool = True
    slow_ms: int = 100
    logs: str = "text"
    core_watts: float = 3.5
    pue: float = 1.56
    grid_grams: float = 445.0

    @property
    def source(self) -> str:
        """The locale that texts are written in first and fall back to."""
        return self.locales[0]

    @property
    def currency_digits(self) -> int:
        """How many decimals the currency's minor unit stands for (EUR 2, JPY 0)."""
        return int(get_currency_precision(self.currency))

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment; raise `SettingError` for the first value that cannot be used."""
        env = {k: v.strip() for k, v in (os.environ if environ is None else environ).items() if v.strip()}
        data = Path(env.get("ETALAGE_DATA", "var")).absolute()
        try:
            data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingError(f"ETALAGE_DATA: the folder {data} cannot be made: {error.strerror}.") from error
        cache = _one_of("ETALAGE_CACHE", env.get("ETALAGE_CACHE", "memory"), CACHES)
        redis_url = env.get("ETALAGE_REDIS_URL")
        if cache == "redis" and not redis_url:
            raise SettingError("ETALAGE_CACHE is redis, so ETALAGE_REDIS_URL must name the server.")
        hosts = tuple(h.strip().lower() for h in env.get("ETALAGE_HOSTS", "").split(",") if h.strip())
        return cls(
            data=data,
            database_url=_database_url(env.get("ETALAGE_DATABASE_URL", f"sqlite:///{data / 'etalage.sqlite'}")),
            secret_key=env.get("ETALAGE_SECRET_KEY") or _kept_secret(data / "secret-key"),
            redis_url=redis_url,
            locales=_locales(env.get("ETALAGE_LOCALES", "en,nl,de,fr,es,ar")),
            currency=_currency(env.get("ETALAGE_CURRENCY", "EUR")),
            timezone=_timezone(env.get("ETALAGE_TIMEZONE", "UTC")),
            hosts=hosts,
            url=_url(env.get("ETALAGE_URL") or _served_at(hosts, env)),
            demo_password=env.get("ETALAGE_DEMO_PASSWORD"),
            cache=cache,
            jobs=_one_of("ETALAGE_JOBS", env.get("ETALAGE_JOBS", "inside"), WORKERS),
            front=_number("ETALAGE_FRONT", env.get("ETALAGE_FRONT", "64"), 0, 65_536),
            timing=_one_of("ETALAGE_TIMING", env.get("ETALAGE_TIMING", "0"), ("0", "1")) == "1",
            gallery=_one_of("ETALAGE_GALLERY", env.get("ETALAGE_GALLERY", "0"), ("0", "1")) == "1",
            insight=_one_of("ETALAGE_INSIGHT", env.get("ETALAGE_INSIGHT", "1"), ("0", "1")) == "1",
            slow_ms=_number("ETALAGE_SLOW_MS", env.get("ETALAGE_SLOW_MS", "100"), 0, 600_000),
            logs=_one_of("ETALAGE_LOGS", env.get("ETALAGE_LOGS", "text"), ("text", "json")),
            core_watts=_measure("ETALAGE_CORE_WATTS", env.get("ETALAGE_CORE_WATTS", "3.5"), 0.1, 500),
            pue=_measure("ETALAGE_PUE", env.get("ETALAGE_PUE", "1.56"), 1, 5),
            grid_grams=_measure("ETALAGE_GRID_GRAMS", env.get("ETALAGE_GRID_GRAMS", "445"), 0, 2000),
        )


def _number(name: str, value: str, low: int, high: int) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) < 10 and low <= int(value) <= high):
        raise SettingError(f"{name} is {value!r}; it must be a whole number from {low} to {high}.")
    return int(value)


def _measure(name: str, value: str, low: float, high: float) -> float:
    if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value) is None or not low <= float(value) <= high:
        raise SettingError(f"{name} is {value!r}; it must be a number from {low:g} to {high:g}, such as 1.5.")
    return float(value)


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SettingError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value


def _database_url(value: str) -> str:
    """Name the driver that we use, so that `postgresql://` means psycopg 3."""
    try:
        url = make_url(value)
    except ArgumentError as error:
        raise SettingError(
            "ETALAGE_DATABASE_URL is not a database address such as postgresql://user@host/shop."
        ) from error
    backend = url.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise SettingError(f"ETALAGE_DATABASE_URL names {backend}; Etalage keeps its rows in sqlite or postgresql.")
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        raise SettingError("ETALAGE_DATABASE_URL must name a file: a database in memory is gone with its connection.")
    return url.set(drivername="postgresql+psycopg").render_as_string(False) if backend == "postgresql" else value


def _locales(value: str) -> tuple[str, ...]:
    codes = tuple(code.strip() for code in value.split(",") if code.strip())
    if not codes or len(set(codes)) != len(codes):
        raise SettingError("ETALAGE_LOCALES must list at least one language, each once, such as en,nl,de.")
    for code in codes:
        try:
            Locale.parse(code, sep="-")
        except (UnknownLocaleError, ValueError) as error:
            raise SettingError(f"ETALAGE_LOCALES has {code!r}, which is not a language code.") from error
    return codes


def _currency(value: str) -> str:
    if not is_currency(value):
        raise SettingError(f"ETALAGE_CURRENCY is {value!r}; it must be an ISO 4217 code such as EUR.")
    return value


def _timezone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingError(
            f"ETALAGE_TIMEZONE is {value!r}, which is not a time zone such as Europe/Brussels."
        ) from error


def _served_at(hosts: tuple[str, ...], env: Mapping[str, str]) -> str:
    """Where the shop is found as long as nobody says so: under its first name, else where the server listens."""
    if hosts:
        return f"https://{hosts[0].lstrip('.')}"
    host, port = env.get("HOST", "127.0.0.1"), env.get("PORT", "8000")
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _url(value: str) -> str:
    found = ADDRESS.fullmatch(value.lower())
    if found is None or int(found["port"] or 0) > 65535:
        raise SettingError(
            f"ETALAGE_URL is {value!r}; it must be an address without a path, such as https://shop.example."
        )
    return found["address"]


def _kept_secret(path: Path) -> str:
    """The key of this data folder, made at the first start; `x` mode, so that two processes agree on one."""
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
