"""What do the numbers in Python's bytecode mean, version by version?"""
