"""Long texts in Markdown: shown as their page shows them, with a preview beside their editor."""

from functools import partial

from webapp.grid.fields import LongText
from webapp.prose.markdown import markdown, too_complex

# The preview shares a document with the text itself, so its ids are kept apart.
MARKDOWN = LongText(render=partial(markdown, prefix="preview-"), too_complex=too_complex)
