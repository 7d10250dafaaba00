package dev.exeat.cli.completion;

/** The script for zsh: a file {@code _exeat} in a folder of {@code fpath}, or read by {@code source}. */
final class ZshScript {
    private static final String BODY = """
            _exeat_offer() {
              local kind=$1
              shift
              case $kind in
                words) compadd -- "$@" ;;
                sandboxes)
                  local -a names
                  names=("${EXEAT_HOME:-$HOME/.exeat}"/sandboxes/*(N/:t) LAST)
                  compadd -- $names
                  ;;
                files) _files ;;
                programs) _command_names -e ;;
              esac
            }

            _exeat() {
              local -a found
              local command='' word value='' at place=0 previous=$words[CURRENT-1]
              for ((at = 2; at < CURRENT; at++)); do
                word=$words[at]
                if [[ -n $value ]]; then
                  value=''
                  continue
                fi
                if [[ $word == -- ]]; then
                  # the command's own completion
                  shift at words
                  ((CURRENT -= at))
                  _normal
                  return
                fi
                if [[ $word == -* ]]; then
                  _exeat_value_of "$command $word"
                  value=${found[1]-}
                else
                  _exeat_is_command "$command $word"
                  if (($#found)); then
                    command=${command:+$command }$word place=0
                  else
                    ((place++))
                  fi
                fi
              done
              if [[ $PREFIX == --*=* ]]; then
                previous=${PREFIX%%=*}
                compset -P '*='
              fi
              _exeat_value_of "$command $previous"
              if (($#found)); then
                _exeat_offer $found
                return
              fi
              if [[ $PREFIX == -* ]]; then
                _exeat_flags "$command"
                _describe -o flag found
                return
              fi
              _exeat_commands "$command"
              if (($#found)); then
                _describe command found
                return
              fi
              _exeat_place "$command $place"
              (($#found)) && _exeat_offer $found
            }

            if [[ $funcstack[1] == _exeat ]]; then
              _exeat "$@"
            elif (($+functions[compdef])); then
              compdef _exeat exeat
            fi
            """;

    private ZshScript() {}

    static String of(CommandWords root) {
        return "#compdef exeat\n# zsh completion for exeat: exeat completion zsh > ~/.zfunc/_exeat\n\n"
                + CaseTables.of(
                        root,
                        (name, description) -> CaseTables.quoted(
                                name + ":" + description.replace("\\", "\\\\").replace(":", "\\:")))
                + BODY;
    }
}
