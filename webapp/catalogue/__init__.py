"""Products, suppliers, categories: the public catalogue and its tables on the desk."""

from flask import Flask

from webapp.catalogue import exchange
from webapp.catalogue.grid import CATEGORIES, PRODUCTS, SUPPLIERS
from webapp.catalogue.markdown import markdown
from webapp.catalogue.routes import blueprint
from webapp.grid import register
from webapp.hypermedia import templates


def init_app(app: Flask) -> None:
    templates.expose(app, markdown=markdown)
    register(PRODUCTS, SUPPLIERS, CATEGORIES)
    exchange.register()
    app.register_blueprint(blueprint)
