"""A question becomes an answer in which every quote points at its passage: `Assistant`."""
