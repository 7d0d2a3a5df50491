"""Which commands of setuptools does an installer run, and what is called in their classes?"""

COMMANDS = frozenset(
    (
        *("install", "develop", "egg_info", "build", "build_py", "build_ext", "build_clib"),
        *("build_scripts", "bdist_wheel", "bdist_egg", "install_lib", "install_data"),
        *("install_scripts", "install_headers", "install_egg_info", "easy_install"),
        *("editable_wheel", "dist_info"),
    )
)
"""Commands of setuptools that an installer runs. Source: setuptools, command reference."""

COMMAND_METHODS = frozenset(
    (
        *("initialize_options", "finalize_options", "run", "build_extension", "build_extensions"),
        *("run_command", "run_commands", "parse_command_line", "parse_config_files"),
        *("do_egg_install", "install_for_development", "build_module", "handle_display_options"),
        *("find_sources", "finalize_package_data", "execute", "spawn", "has_ext_modules"),
    )
)
"""Methods of commands and distributions that the installer calls."""
