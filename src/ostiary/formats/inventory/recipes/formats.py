"""The formats of commands that install, written in other files, one line each."""

from ostiary.formats.inventory.format import Format

RECIPES: tuple[Format, ...] = (
    Format("workflow", "recipes.workflow", r"[^/]+\.ya?ml", folder="/.github/workflows"),
    Format("action.yml", "recipes.workflow", r"action\.ya?ml", rb"(?m)^runs\s*:"),
    Format(
        "Dockerfile",
        "recipes.dockerfile",
        r"(?:Dockerfile|Containerfile)(?:\.(?!(?:py|[cm]?[jt]s|go|rb|rs|java|md|html|json)$)[\w.-]+)?|[\w.-]+\.(?:Dockerfile|Containerfile)",
    ),
    Format(".pre-commit-config.yaml", "recipes.pre_commit", r"\.pre-commit-config\.ya?ml"),
)
