"""TensorFlow: graphs of operators, saved models, checkpoints and Keras metadata."""
