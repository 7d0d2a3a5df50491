"""What would a well-known pure function return for constants, within a budget?"""
