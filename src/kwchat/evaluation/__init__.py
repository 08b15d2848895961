"""How good the answers are: test sets, scores with intervals, and the report."""
