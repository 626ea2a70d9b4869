"""``clerk completion``: what makes a shell complete commands (beyond the reference)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from clerk_cli.commands.base import Command
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
  local -a found
  while IFS= read -r line; do
    found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done < <(clerk __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe clerk found || _files
}
compdef _clerk clerk
""",
    "fish": r"""function __clerk_candidates
  clerk __complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null
end
complete -c clerk -f -a '(__clerk_candidates)'
""",
}


class Completion(Command, name="completion", extension=True):
    """Print what makes a shell complete commands, options and their values.

    bash: put  source <(clerk completion bash)  into ~/.bashrc
    zsh:  put  source <(clerk completion zsh)   into ~/.zshrc, after compinit
    fish: run  clerk completion fish > ~/.config/fish/completions/clerk.fish
    """

    shell: Literal["bash", "zsh", "fish"] = argument("bash, zsh or fish")

    def run(self, context: Context) -> None:
        """Print the script as it is."""
        context.environment.stdout.write(SCRIPTS[self.shell])
