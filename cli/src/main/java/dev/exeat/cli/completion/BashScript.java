package dev.exeat.cli.completion;

/** The script for bash. */
final class BashScript {
    private static final String BODY = """
            _exeat_offer() {
              local IFS=$'\\n'
              case "$1" in
                words) COMPREPLY=($(compgen -W "${*:2}" -- "$current")) ;;
                sandboxes)
                  local home=${EXEAT_HOME:-$HOME/.exeat} folder names=LAST
                  for folder in "$home"/sandboxes/*/; do
                    folder=${folder%/}
                    [[ ! -d $folder ]] || names+=$'\\n'${folder##*/}
                  done
                  COMPREPLY=($(compgen -W "$names" -- "$current"))
                  ;;
                files)
                  compopt -o filenames 2>/dev/null
                  COMPREPLY=($(compgen -f -- "$current"))
                  ;;
                programs) COMPREPLY=($(compgen -c -- "$current")) ;;
              esac
            }

            _exeat() {
              local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
              local command='' word at place=0 found=() value=''
              COMPREPLY=()
              # bash cuts '--flag=value' at the '='
              if [[ $current == '=' ]]; then
                current=''
              elif [[ $previous == '=' ]]; then
                previous=${COMP_WORDS[COMP_CWORD - 2]}
              fi
              for ((at = 1; at < COMP_CWORD; at++)); do
                word=${COMP_WORDS[at]}
                if [[ -n $value && $word != '=' ]]; then
                  value=''
                  continue
                fi
                if [[ $word == -- ]]; then
                  if declare -F _command_offset >/dev/null; then
                    _command_offset $((at + 1))
                  elif ((at + 1 == COMP_CWORD)); then
                    _exeat_offer programs
                  else
                    _exeat_offer files
                  fi
                  return
                fi
                case $word in
                  '=') ;;
                  -*)
                    _exeat_value_of "$command $word"
                    value=${found[0]-}
                    ;;
                  *)
                    _exeat_is_command "$command $word"
                    if ((${#found[@]})); then
                      command=${command:+$command }$word place=0
                    else
                      ((place++))
                    fi
                    ;;
                esac
              done
              _exeat_value_of "$command $previous"
              if ((${#found[@]})); then
                _exeat_offer "${found[@]}"
                return
              fi
              if [[ $current == -* ]]; then
                _exeat_flags "$command"
                _exeat_offer words "${found[@]}"
                return
              fi
              _exeat_commands "$command"
              if ((${#found[@]})); then
                _exeat_offer words "${found[@]}"
                return
              fi
              _exeat_place "$command $place"
              _exeat_offer "${found[@]}"
            }

            complete -F _exeat exeat
            """;

    private BashScript() {}

    static String of(CommandWords root) {
        return "# bash completion for exeat: source <(exeat completion bash)\n\n"
                + CaseTables.of(root, (name, description) -> name)
                + BODY;
    }
}
