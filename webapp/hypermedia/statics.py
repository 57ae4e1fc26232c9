"""Static files under the digest of their whole tree: what was fetched once is never asked for again. And `/healthz`."""

from flask import Blueprint, Flask, Response, abort, current_app, send_from_directory

from webapp import access
from webapp.places import folder
from webapp.storage import tokens

blueprint = Blueprint("statics", __name__)


def url(path: str) -> str:
    """`css/desk.css` -> `/static/<digest>/css/desk.css`; relative imports among the files keep the digest."""
    return f"/static/{current_app.extensions['etalage.static_digest']}/{path}"


@blueprint.get("/static/<digest>/<path:path>")
@access.public
def file(digest: str, path: str) -> Response:
    if digest != current_app.extensions["etalage.static_digest"]:
        abort(404)
    response = send_from_directory(folder("static"), path, max_age=365 * 24 * 3600)
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


@blueprint.get("/healthz")
@access.public
def health() -> Response:
    """Whether the shop can read its database: 200, or an error."""
    tokens.read(())
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


def init_app(app: Flask, digest: str) -> None:
    app.extensions["etalage.static_digest"] = digest
    app.register_blueprint(blueprint)
