"""GGUF: the files of llama.cpp and its kin, weights with metadata and a chat template."""
