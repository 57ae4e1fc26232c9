"""The cover pictures that the shop comes with, in `static/covers/`."""

from webapp.hypermedia.locales import marked as _

# (name of the file, msgid of what is on it)
COVERS = (
    ("teapot", _("Teapot")),
    ("paper", _("Paper")),
    ("knife", _("Knife")),
    ("pan", _("Pan")),
    ("letter", _("Letter")),
    ("lamp", _("Lamp")),
    ("olive", _("Olives")),
    ("linen", _("Linen")),
    ("garden", _("Balcony")),
    ("kiln", _("Kiln")),
    ("coffee", _("Coffee")),
    ("ledger", _("Ledger")),
    ("ink", _("Ink")),
    ("salt", _("Salt")),
    ("thread", _("Thread")),
    ("calendar", _("Calendar")),
    ("board", _("Cutting board")),
    ("label", _("Label")),
    ("honey", _("Honey")),
    ("scale", _("Scale")),
    ("parcel", _("Parcel")),
    ("candle", _("Candle")),
    ("window", _("Window")),
    ("glass", _("Glass")),
)
