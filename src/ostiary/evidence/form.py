"""Of what form is an artifact, by its name and the files at its top?"""

from ostiary.core.facts.release import FileForm

_FORMS = {
    ".whl": FileForm.WHEEL,
    ".egg": FileForm.EGG,
    ".conda": FileForm.CONDA,
    ".tgz": FileForm.NPM,
}


def guesses(filename: str) -> tuple[FileForm, ...]:
    """What an artifact may be by its name alone."""
    for suffix, form in _FORMS.items():
        if filename.endswith(suffix) and form is not FileForm.NPM:
            return (form,)
    return (FileForm.SDIST, FileForm.NPM, FileForm.WHEEL)


def form_of(filename: str, paths: list[str]) -> FileForm:
    """The form by the name first, and where that says little, by the files at the top."""
    for suffix, form in _FORMS.items():
        if filename.endswith(suffix) and form is not FileForm.NPM:
            return form
    tops = {path.partition("/")[2] or path for path in paths}
    if filename.endswith(".tgz") and "package.json" in tops:
        return FileForm.NPM  # whatever else lies in it, npm runs its scripts
    builds = _named_sdist(filename) and tops & {"setup.py", "pyproject.toml"}
    if not builds and any(path.partition("/")[0].endswith(".dist-info") for path in paths):
        return FileForm.WHEEL
    if tops & {"PKG-INFO", "setup.py", "pyproject.toml", "setup.cfg"}:
        return FileForm.SDIST
    if "package.json" in tops:
        return FileForm.NPM
    return FileForm.OTHER


def _named_sdist(filename: str) -> bool:
    """Whether installers would build the archive, whatever lies in it: for them only `.whl` is a wheel."""
    return filename.lower().endswith((".gz", ".zip", ".bz2", ".xz", ".tar", ".tgz", ".tbz", ".zst"))


def root_of(paths: list[str]) -> str:
    """The single top folder, empty if there is none."""
    tops = {path.partition("/")[0] for path in paths if "/" in path}
    bare = any("/" not in path for path in paths)
    return tops.pop() if len(tops) == 1 and not bare else ""
