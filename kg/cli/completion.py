"""`kg completion`: the script that makes a shell complete commands, options and names."""

from __future__ import annotations

import click

from kg.cli.frame import WORKING, Command

__all__ = ["completion"]


@click.command(
    cls=Command,
    examples=("kg completion bash > kg-completion.bash", "kg completion fish > kg.fish"),
    exits=WORKING,
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    bash: eval "$(kg completion bash)"   in ~/.bashrc
    zsh:  eval "$(kg completion zsh)"    in ~/.zshrc
    fish: kg completion fish > ~/.config/fish/completions/kg.fish
    """
    from click.shell_completion import ShellComplete, get_completion_class

    kind = get_completion_class(shell)
    if kind is None:  # click has these three since 8.0
        raise click.UsageError(f"this version of click knows no completion for {shell}")
    # Not `kind.source()`: for bash that runs a bash to look at its version, and this may be another machine's script.
    script = ShellComplete.source(kind(click.get_current_context().find_root().command, {}, "kg", "_KG_COMPLETE"))
    click.echo(script)
