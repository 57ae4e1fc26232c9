"""The demo shop: read from the files beside this one, and bulk rows for measuring."""
