# shellcheck shell=bash
# Finds a Java 25 or newer without starting one: reads the 'release' file that every JDK carries.
# The result is in java_home.

java_home=''

# $1: a folder; succeeds and sets java_home if a Java 25 or newer is in it
jdk_at() {
  local home=$1 key value
  [[ -x $home/bin/java && -r $home/release ]] || return 1
  while IFS='=' read -r key value; do
    [[ $key == JAVA_VERSION ]] || continue
    value=${value//\"/}
    value=${value%%[!0-9]*}
    ((${value:-0} >= 25)) || return 1
    java_home=$home
    return 0
  done <"$home/release"
  return 1
}

# $1: a java program, perhaps a link to one
jdk_of_program() {
  local program
  program=$(readlink -f -- "$1") || return 1
  jdk_at "${program%/bin/java}"
}

# $1: jdk if a compiler is needed too, else jre
find_java() {
  local need=$1 home program
  if [[ -n ${EXEAT_JAVA-} ]]; then
    jdk_at "$EXEAT_JAVA" || jdk_of_program "$EXEAT_JAVA"
    return
  fi
  for home in "${JAVA_HOME-}" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* /opt/*jdk* /opt/java/*; do
    [[ -n $home ]] && jdk_at "$home" && has_compiler "$need" && return
  done
  program=$(command -v java) && jdk_of_program "$program" && has_compiler "$need"
}

has_compiler() {
  [[ $1 == jre || -x $java_home/bin/javac ]]
}

# Java takes the home of the password file, whatever HOME says, and a user made for a job may have none there: then Maven
# is told where to keep what it fetches.
maven_flags=()
find_maven_flags() {
  local recorded
  recorded=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6)
  [[ -z ${HOME-} || $HOME == "$recorded" ]] || maven_flags=(-Dmaven.repo.local="$HOME/.m2/repository")
}
