"""How much may be changed at once."""

# What is more is a matter of the import, which works beside the request.
MOST_CELLS = 20_000
# Of a form: a thousand cells with texts of some thousand letters, as a form spells them.
LARGEST = 16 * 2**20
# So many cells are written without asking, if nothing is wrong with any.
UNASKED = 20


class TooMuch(Exception):
    """A block with more cells than may be changed at once, or that takes too long to read."""
