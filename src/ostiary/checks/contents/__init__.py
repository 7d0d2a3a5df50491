"""What is odd about what an artifact holds?"""
