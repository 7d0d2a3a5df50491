"""Progress that nobody watches."""


class Silent:
    """Takes every step and shows none."""

    def start(self, name: str, total: int) -> None:
        """Begin."""

    def step(self, name: str, done: int = 1) -> None:
        """Go on."""

    def stop(self, name: str) -> None:
        """End."""
