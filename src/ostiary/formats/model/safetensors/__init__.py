"""safetensors: a length, a JSON header, and the bytes of the tensors."""
