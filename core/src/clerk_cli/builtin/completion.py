"""``clerk completion``: completion scripts for shells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from clerk_cli.commands.base import Command, Example
from clerk_cli.commands.fields import argument

if TYPE_CHECKING:
    from clerk_cli.context import Context

SCRIPTS = {
    "bash": r"""_clerk() {
  local index last=-1 part space word help before rest=$COMP_LINE
  local -a words=()
  COMPREPLY=()
  # Bash splits words at = and @ and : as well; what no space separates is one word.
  for (( index = 0; index <= COMP_CWORD; index++ )); do
    part=${COMP_WORDS[index]}
    space=${rest%%[![:space:]]*}
    rest=${rest#"$space"}
    rest=${rest#"$part"}
    part=${part//\\/}
    if (( last >= 0 )) && [[ -z $space ]]; then
      words[last]+=$part
    else
      words[++last]=$part
    fi
  done
  before=${words[last]%"$part"}
  [[ -z ${part//[=@:]/} ]] && before=${words[last]}
  # What it replaces begins behind = or :, but with an @.
  before=${before%@}
  while IFS=$'\t' read -r word help; do
    if [[ $word == :files ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do
        [[ -d $word ]] && word+=/ && compopt -o nospace 2>/dev/null
        word=$help$word
        COMPREPLY+=("${word#"$before"}")
      done < <(compgen -f -- "${words[last]#"$help"}")
    else
      printf -v word %q "${word#"$before"}"
      COMPREPLY+=("$word")
    fi
  done < <(clerk __complete "${words[@]:1}" 2>/dev/null)
}
complete -F _clerk clerk
""",
    "zsh": r"""#compdef clerk
_clerk() {
  local line before files=
  local -a candidates
  while IFS= read -r line; do
    if [[ $line == :files$'\t'* ]]; then
      files=1 before=${line#*$'\t'}
    else
      candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    fi
  done < <(clerk __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
  (( ${#candidates} )) && _describe clerk candidates
  [[ -n $files ]] && compset -P "${(b)before}" && _files
}
compdef _clerk clerk
""",
    "fish": r"""function __clerk_candidates
  set -l current (commandline -ct | string unescape; or commandline -ct)
  for line in (clerk __complete (commandline -opc)[2..-1] "$current" 2>/dev/null)
    set -l parts (string split -m 1 \t -- $line)
    if test "$parts[1]" = :files
      set -l start (math (string length -- "$parts[2]") + 1)
      set -l files (string sub -s $start -- "$current")*
      for file in $files
        test -d $file; and set file $file/
        echo "$parts[2]$file"
      end
    else
      echo $line
    end
  end
end
complete -c clerk -f -a '(__clerk_candidates)'
""",
    "powershell": r"""Register-ArgumentCompleter -Native -CommandName clerk -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
    ForEach-Object { "$_".Trim('"', "'") })
  if ("$wordToComplete" -eq '') {
    # Before 7.3, an empty argument of a program is dropped unless it is quoted.
    $modern = $PSNativeCommandArgumentPassing -and $PSNativeCommandArgumentPassing -ne 'Legacy'
    $words += if ($modern) { '' } else { '""' }
  }
  $found = foreach ($line in @(clerk __complete @words 2>$null)) {
    $text, $help = $line -split "`t", 2
    if ($text -eq ':files') {
      $path = "$wordToComplete".Trim('"', "'").Substring("$help".Length)
      [System.Management.Automation.CompletionCompleters]::CompleteFilename($path) |
        ForEach-Object {
          [System.Management.Automation.CompletionResult]::new(
            "$help$($_.CompletionText)", $_.ListItemText, $_.ResultType, $_.ToolTip)
        }
    } else {
      $tip = if ($help) { $help } else { $text }
      $value = $text
      if ($text -match '[\s''"@(){}$;&|,]') { $value = "'$($text -replace "'", "''")'" }
      [System.Management.Automation.CompletionResult]::new($value, $text, 'ParameterValue', $tip)
    }
  }
  # Without a result, PowerShell would offer files.
  if ($found) { $found } else { '' }
}
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
    PowerShell: add  clerk completion powershell | Out-String | Invoke-Expression  to $PROFILE
    """

    shell: Literal["bash", "zsh", "fish", "powershell"] = argument(
        "The shell: bash, zsh, fish, or powershell"
    )

    def run(self, context: Context) -> None:
        """Print the script."""
        context.environment.stdout.write(SCRIPTS[self.shell])
