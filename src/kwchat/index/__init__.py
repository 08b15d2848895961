"""Passages that can be searched: encoding, storing, and bringing an index up to date."""
