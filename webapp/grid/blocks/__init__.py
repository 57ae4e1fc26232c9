"""Blocks of cells: pasted, filled, cleared, changed alike; understood, shown before they are written, written as one act."""
