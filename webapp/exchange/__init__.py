"""Files in: recognised by their header, understood row by row, and written through references. Knows no noun.

A slice registers how its files map (`mappings.register`) and how its nouns are written (`targets.register`).
"""
