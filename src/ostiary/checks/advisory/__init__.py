"""What is publicly known to be wrong with the release?"""
