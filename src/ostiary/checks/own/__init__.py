"""What does the project's own code do that lets attackers in?"""
