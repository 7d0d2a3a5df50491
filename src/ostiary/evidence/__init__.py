"""What is known about a subject, each fact with its source, time and digest."""
