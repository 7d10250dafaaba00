package dev.exeat.policy;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads patterns, and says what is risky about one that was accepted. */
final class DomainPatternText {
    private static final List<DomainPattern.Form> WILDCARDS =
            List.of(DomainPattern.Form.BELOW, DomainPattern.Form.ONE_LABEL, DomainPattern.Form.APEX_AND_BELOW);
    private static final Set<UnicodeScript> NEUTRAL_SCRIPTS = Set.of(
            UnicodeScript.COMMON,
            UnicodeScript.INHERITED,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.BOPOMOFO);

    private DomainPatternText() {}

    /** Reads a pattern of a rule that allows. */
    static Parsed<DomainPattern> parse(String text) {
        return parseDenied(text)
                .flatMap(pattern -> isTopLevel(pattern) ? wholeTopLevel(text, pattern) : Parsed.ok(pattern));
    }

    /** Reads a pattern of a rule that denies, which may stand for a whole top-level domain. */
    static Parsed<DomainPattern> parseDenied(String text) {
        if (!text.isEmpty() && text.length() < 8 && text.chars().allMatch(c -> c == '*' || c == '.')) {
            return Parsed.bad(
                    "pattern-wildcard-all",
                    "domain pattern " + Quoted.of(text) + " stands for every name there is",
                    "name the hosts, or use '--profile permissive', which allows all but what is denied");
        }
        for (DomainPattern.Form form : WILDCARDS) {
            if (text.startsWith(form.prefix())) {
                return base(text, text.substring(form.prefix().length())).map(base -> new DomainPattern(form, base));
            }
        }
        return base(text, text).map(DomainPattern::exactly);
    }

    private static boolean isTopLevel(DomainPattern pattern) {
        return pattern.isWildcard() && pattern.base().labelCount() == 1;
    }

    private static Parsed<DomainPattern> wholeTopLevel(String text, DomainPattern pattern) {
        return Parsed.bad(
                "pattern-wildcard-tld",
                "domain pattern " + Quoted.of(text) + " stands for every name under the top-level domain '"
                        + pattern.base() + "'",
                "name the domain, for example '" + pattern.form().prefix() + "example." + pattern.base() + "'");
    }

    private static Parsed<HostName> base(String text, String base) {
        int star = base.lastIndexOf('*');
        return star < 0 ? HostName.parse(base) : Parsed.bad(misplaced(text, base, star));
    }

    private static Problem misplaced(String text, String base, int star) {
        String tail = base.substring(star + 1);
        int dot = tail.indexOf('.');
        String after = dot < 0 ? "" : tail.substring(dot + 1);
        boolean named = after.indexOf('.') > 0 && HostName.parse(after).isOk();
        if (star == 0 && dot > 0 && HostName.parse(tail).isOk()) {
            return new Problem(
                    "pattern-wildcard-label",
                    "domain pattern " + Quoted.of(text) + " has a wildcard that is only a part of a label",
                    "write '*." + tail + "' for the names below it or '." + tail + "' for it and the names below it");
        }
        if (dot < 0) {
            return new Problem(
                    "pattern-wildcard-position",
                    "domain pattern " + Quoted.of(text) + " has a wildcard in its last label",
                    "put the wildcard first, for example '*.example.com'");
        }
        return new Problem(
                "pattern-wildcard-position",
                "domain pattern " + Quoted.of(text) + " has a wildcard in the middle",
                "put the wildcard first, for example '*." + (named ? after : "example.com") + "'");
    }

    static List<Problem> warnings(DomainPattern pattern) {
        List<Problem> warnings = new ArrayList<>();
        if (pattern.isWildcard() && SharedHosting.contains(pattern.base())) {
            warnings.add(new Problem(
                    "pattern-shared-hosting",
                    "domain pattern '" + pattern + "' stands for names that anyone can register or rent under '"
                            + pattern.base() + "'",
                    "name the hosts that are needed"));
        }
        if (pattern.base().labels().stream().anyMatch(DomainPatternText::mixesScripts)) {
            warnings.add(new Problem(
                    "name-mixed-scripts",
                    "name '" + pattern + "' is displayed as '" + pattern.base().unicode()
                            + "' with letters of several scripts in one label",
                    "check that this is not a look-alike of the name that is meant"));
        }
        return List.copyOf(warnings);
    }

    private static boolean mixesScripts(String label) {
        Set<UnicodeScript> scripts =
                NameLabel.decoded(label).stream().map(UnicodeScript::of).collect(Collectors.toSet());
        scripts.removeAll(NEUTRAL_SCRIPTS);
        return scripts.size() > 1;
    }
}
