"""By which ways things are changed, as the history calls them."""

from webapp.hypermedia.locales import marked as _

# way -> msgid
WAYS = {
    "grid": _("In the grid"),
    "page": _("On a page"),
    "list": _("In a list"),
    "paste": _("Several at once"),
    "import": _("Import"),
    "command": _("Command"),
    "api": _("API"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "history": _("Restored from the history"),
}
