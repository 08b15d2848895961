"""What is known about the sources: records, references in APA 7, and the originals on the web."""
