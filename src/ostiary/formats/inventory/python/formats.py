"""The formats of lockfiles and manifests of Python projects, one line each."""

from ostiary.formats.inventory.format import Format

PYTHON: tuple[Format, ...] = (
    Format("uv.lock", "python.uv_lock", r"uv\.lock|.*\.py\.lock"),
    Format("poetry.lock", "python.poetry_lock", r"poetry\.lock"),
    Format("pdm.lock", "python.pdm_lock", r"pdm(?:\.[\w-]+)?\.lock"),
    Format("pylock.toml", "python.pylock", r"pylock(?:\.[^.]+)?\.toml"),
    Format("Pipfile.lock", "python.pipfile_lock", r"pipfile\.lock"),
    Format("pixi.lock", "python.pixi_lock", r"pixi\.lock"),
    Format("conda-lock.yml", "python.conda_lock", r"(?:.*[.-])?conda-lock\.ya?ml"),
    Format("conda explicit", "python.conda_explicit",
           r".*(?:conda|explicit|spec|env|requirement).*\.(?:txt|lock)", rb"(?m)^@EXPLICIT\s*$"),
    Format("environment.yml", "python.conda_environment",
           r".*environment.*\.ya?ml|(?:conda|env)(?:[._-].*)?\.ya?ml",
           rb"(?m)^[\"']?dependencies[\"']?[ \t]*:"),
    Format("pyproject.toml", "python.pyproject", r"pyproject\.toml"),
    Format("setup.cfg", "python.setup_cfg", r"setup\.cfg"),
    Format("setup.py", "python.setup_py", r"setup\.py"),
    Format("requirements.txt", "python.requirements",
           r".*(?:requirement|require|constraint).*\.(?:txt|in|pip)|(?:requires|pip|dev|test|tests|docs)\.in"),
    Format("requirements.txt", "python.requirements", r".*\.(?:txt|in)", folder="/requirements"),
    Format("script metadata", "python.script_metadata", r".*\.pyw?", rb"(?m)^# /// script[ \t]*\r?$"),
    Format("notebook", "python.notebook", r".*\.ipynb"),
)  # fmt: skip
