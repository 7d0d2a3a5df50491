"""The formats of lockfiles and manifests of JavaScript projects, one line each."""

from ostiary.formats.inventory.format import Format

NODE: tuple[Format, ...] = (
    Format("package.json", "node.package_json", r"package\.json"),
    Format("package-lock.json", "node.package_lock", r"package-lock\.json"),
    Format("npm-shrinkwrap.json", "node.package_lock", r"npm-shrinkwrap\.json"),
    Format("yarn.lock", "node.yarn_berry", r"yarn\.lock", rb"(?m)^__metadata:"),
    Format("yarn.lock", "node.yarn_lock", r"yarn\.lock"),
    Format("pnpm-lock.yaml", "node.pnpm_lock", r"pnpm-lock\.ya?ml"),
    Format("bun.lock", "node.bun_lock", r"bun\.lock"),
    Format("bun.lockb", "node.bun_lockb", r"bun\.lockb"),
    Format("deno.json", "node.deno_json", r"deno\.jsonc?"),
    Format("deno.lock", "node.deno_lock", r"deno\.lock"),
)
