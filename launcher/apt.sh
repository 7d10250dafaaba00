# shellcheck shell=bash
# Installs Debian packages for root: asks on a terminal, does it without asking where there is none.
# Nothing of it reaches standard output, which belongs to the command that is run.

can_apt() {
  ((EUID == 0)) && [[ -e /etc/debian_version ]] && command -v apt-get >/dev/null
}

# $@: packages; fails if they are not wanted or cannot be had
apt_install() {
  if [[ -t 0 && -t 2 ]]; then
    local answer
    read -r -p "exeat: install $* with apt? [Y/n] " answer >&2 || return 1
    [[ -z $answer || $answer == [yY]* ]] || return 1
  else
    printf 'exeat: installing %s with apt\n' "$*" >&2
  fi
  apt_quietly install -y --no-install-recommends "$@" ||
    { apt_quietly update && apt_quietly install -y --no-install-recommends "$@"; }
}

apt_quietly() {
  DEBIAN_FRONTEND=noninteractive apt-get -q "$@" </dev/null >&2
}

# The name of a package with a JDK 25, if the system's sources have one
apt_jdk_package() {
  apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1 ||
    { apt_quietly update && apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; } || return 1
  printf openjdk-25-jdk-headless
}
