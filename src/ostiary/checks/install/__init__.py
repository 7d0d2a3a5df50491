"""What runs by itself when a package is installed or Python starts?"""
