"""Where do a statement's input and output come from and go: documents, files, other commands?"""

from tree_sitter import Node

from ostiary.program.shell.following import Following
from ostiary.program.shell.state import Statement, shown
from ostiary.program.shell.words import Value, known, lined, unknown, written

MAX_FILES = 64  # that a script wrote, with what is known of them
MAX_KEPT = 1 << 16  # characters of one of these


class Redirected:
    """Follows the statements of one script whose input or output is something else."""

    def __init__(self, script: Following) -> None:
        self._script = script

    def follow(self, node: Node) -> str | None:
        """A statement whose input or output is something else."""
        script = self._script
        body = node.child_by_field_name("body")
        given, stages, files = script.state.given, [], []
        for one in node.children_by_field_name("redirect") or node.named_children[1:]:
            for each in [one, *one.named_children]:
                if each.type == "heredoc_body":
                    given = self._document(one, each)
                elif each.type == "herestring_redirect":
                    given = lined(script.words.value(each.named_children[-1]))
                elif each.type == "pipeline":
                    stages += each.named_children
                elif each.type == "file_redirect":
                    files.append(each)
        for one in files:
            given = self._input(one, given)
        if body is None:
            return None
        if stages:
            return script.piped(node, [body, *stages], given)
        found, printed, fed = script.apart(lambda: script.run(body), given)
        script.state.fed = script.state.fed or fed
        return self._put(node, (found, printed), [one for one in files if not self._takes(one)])

    def _takes(self, node: Node) -> bool:
        return self._script.words.raw(node).lstrip("0123456789")[:1] == "<"

    def _input(self, node: Node, given: Value | None) -> Value | None:
        """`< file` and `< <(...)`."""
        target = node.child_by_field_name("destination")
        if target is None or not self._takes(node):
            return given
        if target.type == "process_substitution":
            found, printed, _ = self._script.apart(lambda: self._script.sequence(target), None)
            return known(printed) if printed is not None else unknown(f"$({shown(found)})")
        name = self._script.words.value(target).text or ""
        held = self._script.state.files.get(name)
        return known(held) if held is not None else unknown(f"$(cat {written(name)})")

    def _document(self, node: Node, body: Node) -> Value:
        """What stands in a here-document; with a quoted end nothing in it is expanded."""
        words = self._script.words
        start = next((one for one in node.named_children if one.type == "heredoc_start"), None)
        if start is not None and words.raw(start)[:1] in "'\"\\":
            return known(words.raw(body))
        return words.pieces(body.named_children, body.start_byte, body.end_byte)

    def _put(
        self, node: Node, done: tuple[list[Statement], str | None], files: list[Node]
    ) -> str | None:
        """What a statement says goes into files."""
        script = self._script
        found, printed = done
        texts = [one.text for one in found]
        signs = []
        for one in files:
            raw, target = script.words.raw(one), one.child_by_field_name("destination")
            name = script.words.value(target) if target is not None else unknown(raw)
            sign = raw[: len(raw) - len(script.words.raw(target))] if target is not None else ""
            signs.append(f"{sign.strip()} {name.source()}" if target is not None else raw)
            if printed is not None and name.text and sign.strip() in {">", ">>", "1>", ">|"}:
                self._written(name.text, printed, adds=">>" in sign)
        if not signs:
            script.state.statements += found
            return printed
        if printed is not None and not texts:
            texts = [f"echo {written(printed.rstrip())}"]
        for place, text in enumerate(texts):
            last = place == len(texts) - 1
            script.say(node, f"{text} {' '.join(signs)}" if last else text, found)
        return ""

    def _written(self, name: str, text: str, *, adds: bool) -> None:
        files = self._script.state.files
        held = (files.get(name, "") if adds else "") + text
        if (len(files) >= MAX_FILES and name not in files) or len(held) > MAX_KEPT:
            self._script.state.cut = True
        else:
            files[name] = held
