"""What does each instruction do to the stack and to the statements?"""
