"""Products, suppliers, categories: the public catalogue and its tables on the desk."""

from flask import Flask

from webapp.catalogue import exchange, showing
from webapp.catalogue.commands import seed
from webapp.catalogue.grid import CATEGORIES, PRODUCTS, SUPPLIERS
from webapp.catalogue.routes import blueprint
from webapp.grid import register
from webapp.hypermedia import sections, templates
from webapp.hypermedia.showing import show
from webapp.prose.markdown import markdown

__all__ = ["init_app", "seed"]


def init_app(app: Flask) -> None:
    templates.expose(app, markdown=markdown)
    register(PRODUCTS, SUPPLIERS, CATEGORIES)
    show(showing.PRODUCTS, showing.CATEGORIES)
    sections.register(showing.CATALOGUE)
    exchange.register()
    app.register_blueprint(blueprint)
