"""Files in: recognised by what they are, understood one by one, and written through references. Knows no noun.

A slice registers how its tables map (`mappings.register`), what reads its documents (`files.register`) and how its nouns
are written (`targets.register`).
"""
