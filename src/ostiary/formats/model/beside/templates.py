"""Hand a template to its reader, which is loaded with the first one: the parser of its language is large."""

from ostiary.formats.model.sheet import Sheet


def read_template(sheet: Sheet, text: str, where: str = "", *, own: str = "") -> None:
    """Write down what is odd about one template; `where` names it if the file holds several.

    `own` is the name of a file that may also be a template of something else than a conversation.
    """
    from ostiary.formats.model.beside.template import read

    read(sheet, text, where, own=own)
