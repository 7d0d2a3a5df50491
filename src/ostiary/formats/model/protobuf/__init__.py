"""The wire format of protocol buffers, walked by field numbers."""
