"""The plugin that CONTRACT promises, for the browser tests and for the tests of other people's shops."""

pytest_plugins = ["webapp.testing"]
