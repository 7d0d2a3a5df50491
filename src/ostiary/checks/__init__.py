"""What is wrong: one question over one type of evidence."""
