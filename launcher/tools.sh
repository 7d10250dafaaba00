# shellcheck shell=bash
# The programs that 'exeat run' needs, and whether this system lets an ordinary user have namespaces.

# Debian keeps nft and ip where an ordinary user's PATH does not look
has_tool() {
  command -v "$1" >/dev/null || [[ -x /usr/sbin/$1 || -x /sbin/$1 || -x /usr/local/sbin/$1 ]]
}

# Sets missing_tools and missing_packages
look_for_tools() {
  local pair
  missing_tools=() missing_packages=()
  for pair in nft:nftables ip:iproute2 bwrap:bubblewrap unshare:util-linux; do
    has_tool "${pair%%:*}" || {
      missing_tools+=("${pair%%:*}")
      missing_packages+=("${pair##*:}")
    }
  done
}

require_tools() {
  look_for_tools
  ((${#missing_tools[@]})) || return 0
  if can_apt && apt_install "${missing_packages[@]}"; then
    look_for_tools
    ((${#missing_tools[@]})) || return 0
  fi
  local fix="install the packages ${missing_packages[*]}"
  [[ ! -e /etc/debian_version ]] || fix="apt-get install ${missing_packages[*]} (as root)"
  fail "not found: ${missing_tools[*]}" "$fix"
}

first_line() {
  local line=''
  [[ ! -r $1 ]] || read -r line <"$1" || :
  printf %s "$line"
}

# As an ordinary user the namespaces are made inside a user namespace of the caller's own
require_user_namespaces() {
  local apparmor=/proc/sys/kernel/apparmor_restrict_unprivileged_userns
  if [[ -r $apparmor && $(first_line $apparmor) == 1 ]]; then
    unshare -U --map-current-user --keep-caps unshare -n true 2>/dev/null && return
    fail "AppArmor keeps user namespaces from ordinary users" \
      "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (as root), or run exeat as root"
  fi
  unshare -U --map-current-user --keep-caps true 2>/dev/null && return
  if [[ $(first_line /proc/sys/kernel/unprivileged_userns_clone) == 0 ]]; then
    fail "user namespaces are switched off for ordinary users" \
      "sysctl -w kernel.unprivileged_userns_clone=1 (as root), or run exeat as root"
  elif [[ $(first_line /proc/sys/user/max_user_namespaces) == 0 ]]; then
    fail "user namespaces are switched off" "sysctl -w user.max_user_namespaces=15000 (as root), or run exeat as root"
  fi
  fail "this system refuses a user namespace" \
    "run exeat as root; in a container, start that container with a seccomp profile that allows unshare"
}
