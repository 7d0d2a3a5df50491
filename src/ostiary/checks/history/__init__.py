"""What is unusual about a release, seen against those before it?"""
