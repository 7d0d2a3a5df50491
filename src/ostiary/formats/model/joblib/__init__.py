"""What joblib writes: a pickle, in which the numbers of arrays stand raw between the opcodes."""
