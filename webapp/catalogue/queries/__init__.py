"""Every SELECT of the catalogue, each named for what it feeds. Built once; values are bound at request time."""
