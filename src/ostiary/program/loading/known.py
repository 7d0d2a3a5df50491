"""How does a call that a model file makes stand: the list of what is harmless, with argument rules."""

from ostiary.formats.model.judge import Realm, Ruling
from ostiary.formats.model.record import Standing

_INERT = {("collections", "OrderedDict"): "a container"}


class Known:
    """The list, asked by the readers."""

    def __call__(self, realm: Realm, name: str, arguments: tuple[object, ...]) -> Ruling:
        """How a call of `name` with these arguments stands."""
        del arguments
        return self.named(realm, name)

    def named(self, realm: Realm, name: str) -> Ruling:
        """How it stands that a file names something without calling it."""
        module, _, last = name.rpartition(".")
        reason = _INERT.get((module, last)) if realm is Realm.PICKLE else None
        if reason:
            return Ruling(Standing.INERT, reason)
        return Ruling(Standing.UNLISTED, "nobody has said that it is harmless")


KNOWN = Known()
