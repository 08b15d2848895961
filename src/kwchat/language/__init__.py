"""Dutch words and sentences: what counts as one, and how rare it is."""
