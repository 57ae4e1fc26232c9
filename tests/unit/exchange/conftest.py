from tests.unit.exchange.fixtures import importing, importing_app  # noqa: F401 (fixtures are found by their names here)
