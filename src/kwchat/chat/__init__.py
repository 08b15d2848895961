"""The chat as people see it: pages, widget, what they can save, and feedback."""
