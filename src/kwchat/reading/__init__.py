"""Files into documents, and documents into passages: cleaned text with exact offsets."""
