"""What is measured beside ours. To add one: docs/measuring.md."""

from tests.bench.peers.django import PEER as DJANGO
from tests.bench.peers.flask_admin import PEER as FLASK_ADMIN
from tests.bench.peers.sqladmin import PEER as SQLADMIN
from tests.bench.peers.wagtail import PEER as WAGTAIL

PEERS = (FLASK_ADMIN, SQLADMIN, DJANGO, WAGTAIL)
