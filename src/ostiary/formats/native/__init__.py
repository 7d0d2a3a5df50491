"""What do the tables of a program in machine code say about it?"""
