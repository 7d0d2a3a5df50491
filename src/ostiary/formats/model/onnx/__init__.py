"""ONNX: a graph of operators with its weights, as one message of protocol buffers."""
