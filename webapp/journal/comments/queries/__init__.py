"""Every SELECT of comments, each named for what it feeds. Built once; values are bound at request time."""
