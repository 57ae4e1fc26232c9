"""`make bench`: what a page and an edit cost, side by side in one run."""
