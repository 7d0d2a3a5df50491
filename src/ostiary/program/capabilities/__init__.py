"""What can a release do, in words that survive its next version?"""
