"""Whether what a language model wrote is in the passages that it names: checks, no second model."""
