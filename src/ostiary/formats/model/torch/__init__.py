"""What PyTorch writes: archives, streams of pickles with raw numbers behind them, and tars."""
