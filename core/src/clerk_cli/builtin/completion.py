"""``clerk completion``: completion scripts for shells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from clerk_cli.commands.base import Command, Example
from clerk_cli.commands.fields import argument

if TYPE_CHECKING:
    from clerk_cli.context import Context

SCRIPTS = {
    "bash": r"""_clerk() {
  local word help last=-1 before=
  local -a words=()
  COMPREPLY=()
  # Bash takes --option=value for three words.
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if (( last >= 0 )) && [[ $word == "=" || ${words[last]} == --*= ]]; then
      words[last]+=$word
    else
      words[++last]=$word
    fi
  done
  [[ ${words[last]} == --*=* ]] && before=${words[last]%%=*}=
  while IFS=$'\t' read -r word help; do
    printf -v word %q "${word#"$before"}"
    COMPREPLY+=("$word")
  done < <(clerk __complete "${words[@]}" 2>/dev/null)
}
complete -o default -F _clerk clerk
""",
    "zsh": r"""#compdef clerk
_clerk() {
  local line
  local -a candidates
  while IFS= read -r line; do
    candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done < <(clerk __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe clerk candidates || _files
}
compdef _clerk clerk
""",
    "fish": r"""function __clerk_candidates
  clerk __complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null
end
complete -c clerk -f -a '(__clerk_candidates)'
""",
}


class Completion(
    Command,
    name="completion",
    extension=True,
    examples=(Example("clerk completion bash", "Print the completion script for bash"),),
):
    """Generate a shell completion script for commands, options, and their values.

    To enable completion in every new shell:

    bash: add  source <(clerk completion bash)  to ~/.bashrc
    zsh:  add  source <(clerk completion zsh)  to ~/.zshrc, after compinit
    fish: run  clerk completion fish > ~/.config/fish/completions/clerk.fish
    """

    shell: Literal["bash", "zsh", "fish"] = argument("The shell: bash, zsh, or fish")

    def run(self, context: Context) -> None:
        """Print the script."""
        context.environment.stdout.write(SCRIPTS[self.shell])
