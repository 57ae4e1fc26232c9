"""What the demo journal is filled with."""
