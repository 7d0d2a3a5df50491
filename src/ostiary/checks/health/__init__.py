"""How well is the project kept?"""
