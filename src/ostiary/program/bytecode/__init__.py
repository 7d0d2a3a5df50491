"""What does compiled Python do, said in the intermediate form?"""
