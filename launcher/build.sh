# shellcheck shell=bash disable=SC2154
# Builds what the launcher starts, once, whoever comes first; uses: root, dist, java_home, jvm_flags, fail.

# Succeeds if nothing is built, or a source is newer than the build. A removed file changes its folder's time.
stale() {
  [[ -f $dist/built && -f $dist/classpath && -f $dist/lib/exeat-cli.jar ]] || return 0
  [[ -n $(find "$root/pom.xml" "$root"/*/pom.xml "$root"/{policy,linux,gateway,engine,cli}/src/main \
    -newer "$dist/built" -print -quit 2>/dev/null) ]]
}

untrained() {
  [[ ! -f $dist/trained || $dist/trained -ot $dist/built ]]
}

ensure_built() {
  [[ ${EXEAT_BUILD-} != never ]] || return 0
  stale || untrained || return 0
  if ! mkdir -p "$root/cli/target" 2>/dev/null || [[ ! -w $root/cli/target ]]; then
    [[ ! -f $dist/built ]] || return 0
    fail "nothing is built in '$root' and you may not write there" \
      "let its owner run '$root/exeat version' once, or work in a clone of your own"
  fi
  (build_alone) || exit 125
}

# Two launches at once: the second waits, then finds the work done. The lock ends with this subshell.
build_alone() {
  umask 022
  if command -v flock >/dev/null; then
    exec 9>"$root/cli/target/launcher.lock"
    flock 9
  fi
  if stale; then build; fi
  if untrained; then train; fi
}

build() {
  local log=$root/cli/target/build.log begin=$SECONDS
  find_java jdk || fail "a JDK is needed to build, and only a Java runtime 25 was found" "$(jdk_hint)"
  printf 'exeat: building, once ... ' >&2
  if ! (cd "$root" && JAVA_HOME=$java_home ./mvnw -q -B -ntp -P launch -pl cli -am package -Dmaven.test.skip=true) \
    </dev/null >"$log" 2>&1 9>&-; then
    printf 'failed\n' >&2
    tail -n 20 "$log" >&2
    fail "the build failed" "see $log"
  fi
  printf '%d s\n' $((SECONDS - begin)) >&2
}

# A recording of one start makes the next ones faster. It is never needed: whatever goes wrong here is passed over.
train() {
  class_path
  if "$java_home/bin/java" "${jvm_flags[@]}" -XX:AOTCacheOutput="$dist/exeat.aot.new" -cp "$class_path" \
    dev.exeat.cli.Main version </dev/null >"$root/cli/target/train.log" 2>&1 9>&-; then
    mv -f "$dist/exeat.aot.new" "$dist/exeat.aot"
  else
    rm -f "$dist"/exeat.aot*
  fi
  : >"$dist/trained"
}
