"""What is wrong with the licence?"""
