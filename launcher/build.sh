# shellcheck shell=bash disable=SC2154
# Builds what the launcher starts, once, whoever comes first; uses: root, dist, java_home, jvm_flags, fail.

# Succeeds if nothing is built, or a source is newer than the build. A removed file changes its folder's time.
stale() {
  [[ -f $dist/built && -f $dist/classpath && -f $dist/lib/exeat-cli.jar ]] || return 0
  [[ -n $(find "$root/pom.xml" "$root"/*/pom.xml "$root"/{policy,linux,gateway,engine,container,cli}/src/main \
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
  (build_alone) || exit
}

# Ctrl-C while it builds: Maven and the recording get the signal too and end by themselves. What is half made goes, since Maven
# would take a half-copied archive for a new one.
interrupted() {
  trap '' INT TERM
  [[ -z $half_made ]] || rm -rf -- "$half_made"
  printf 'interrupted\n' >&2
  exit 130
}

# Two launches at once: the second waits, then finds the work done. The lock ends with this subshell.
build_alone() {
  local work='' half_made=''
  umask 022
  trap interrupted INT TERM
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
  find_maven_flags
  printf 'exeat: building, once ... ' >&2
  half_made=$dist
  if ! (cd "$root" && JAVA_HOME=$java_home ./mvnw "${maven_flags[@]}" -q -B -ntp -P launch -pl cli -am package -Dmaven.test.skip=true) \
    </dev/null >"$log" 2>&1 9>&-; then
    printf 'failed\n' >&2
    tail -n 20 "$log" >&2
    fail "the build failed" "see $log"
  fi
  half_made=''
  printf '%d s\n' $((SECONDS - begin)) >&2
}

# A recording of one start makes the next ones faster. It is never needed: whatever goes wrong here is passed over.
train() {
  printf 'exeat: recording a start, to make the next ones faster ... ' >&2
  local begin=$SECONDS
  class_path
  work=$(mktemp -d "$dist/recording.XXXXXX") || return 0
  half_made=$work
  (renew_class_files; record) </dev/null >"$root/cli/target/train.log" 2>&1 9>&-
  keep exeat.aot
  keep gateway.aot
  rm -rf -- "$work"
  half_made=''
  : >"$dist/trained"
  printf '%d s\n' $((SECONDS - begin)) >&2
}

# The cache takes no class file as old as picocli's
renew_class_files() {
  local jar
  for jar in "$dist"/lib/picocli-*.jar; do
    [[ ! $dist/renewed -nt $jar ]] || continue
    "$java_home/bin/java" "$root/launcher/NewClassFiles.java" "$jar" "$work/new.jar" && mv -f "$work/new.jar" "$jar" && : >"$dist/renewed"
  done
}

# Runs a sandbox if this system lets it, inside a user namespace even for root: the gateway then keeps the user that may
# write the recording. The memory flags have to be those with which the gateway will be started.
record() {
  local main=("$java_home/bin/java" "${jvm_flags[@]}" -XX:AOTCacheOutput="$work/exeat.aot" -Dexeat.recording="$work/gateway.conf"
    -cp "$class_path" dev.exeat.cli.Main)
  cd "$work" || return
  HOME=$work EXEAT_HOME=$work/home timeout 60 unshare -U --map-user=1000 --map-group=1000 --keep-caps "${main[@]}" \
    run --quiet --allow recorded.example -- true
  [[ -f $work/exeat.aot ]] || timeout 60 "${main[@]}" version
  [[ ! -f $work/gateway.conf ]] ||
    timeout 60 "$java_home/bin/java" -XX:AOTMode=create -XX:AOTConfiguration="$work/gateway.conf" -XX:AOTCache="$work/gateway.aot" \
      -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms16m -Xmx256m --enable-native-access=ALL-UNNAMED \
      --sun-misc-unsafe-memory-access=allow -cp "$(sed "s#@#$dist#g" "$dist/gateway.classpath")"
}

keep() {
  if [[ -s $work/$1 ]]; then mv -f "$work/$1" "$dist/$1"; else rm -f "$dist/$1"; fi
}
