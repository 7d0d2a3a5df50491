"""Who may publish, and has that changed?"""
