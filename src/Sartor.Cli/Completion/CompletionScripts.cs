namespace Sartor.Cli.Completion;

/// <summary>
/// Scripts that let a shell complete words of a command line. They ask the program itself with the directive <c>[suggest:POSITION]</c>,
/// whose text is the command line without the program's name.
/// </summary>
internal static class CompletionScripts
{
    /// <summary>The shells, with a script for each and where it goes.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["bash"] = """
            # Add to ~/.bashrc: eval "$(sartor completion bash)"
            _sartor() {
                local line="${COMP_LINE#* }"
                local position=$((COMP_POINT - (${#COMP_LINE} - ${#line})))
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(sartor "[suggest:$position]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o bashdefault -o default -F _sartor sartor
            """,
        ["fish"] = """
            # Save as ~/.config/fish/completions/sartor.fish
            function __sartor_complete
                set -l line (commandline -cp | string replace -r '^\S+\s?' '')
                sartor "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c sartor -a '(__sartor_complete)'
            """,
        ["pwsh"] = """
            # Add to $PROFILE: sartor completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName sartor -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                $text = $commandAst.ToString()
                $line = $text -replace '^\S+\s?', ''
                $position = [Math]::Max(0, $cursorPosition - ($text.Length - $line.Length))
                sartor "[suggest:$position]" $line.PadRight($position) | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
        ["zsh"] = """
            #compdef sartor
            # Add to ~/.zshrc, below compinit: eval "$(sartor completion zsh)"
            _sartor() {
                local line="${BUFFER#* }"
                local position=$((CURSOR - (${#BUFFER} - ${#line})))
                local -a candidates
                candidates=("${(@f)$(sartor "[suggest:$position]" "$line" 2>/dev/null)}")
                if (( ${#candidates[1]} )); then compadd -a candidates; else _files; fi
            }
            compdef _sartor sartor
            """,
    };
}
