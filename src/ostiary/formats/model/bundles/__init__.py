"""Archives that libraries pack their models into: skops, NeMo, TorchServe."""
