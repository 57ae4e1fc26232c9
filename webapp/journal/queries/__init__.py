"""Every SELECT of the journal, each named for what it feeds. Built once; values are bound at request time."""
