"""What is wrong with the packages that it brings along?"""
