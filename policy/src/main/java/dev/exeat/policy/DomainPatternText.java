package dev.exeat.policy;

import java.util.List;

/** Reads patterns. */
final class DomainPatternText {
    private DomainPatternText() {}

    static Parsed<DomainPattern> parse(String text) {
        for (DomainPattern.Form form :
                List.of(DomainPattern.Form.BELOW, DomainPattern.Form.ONE_LABEL, DomainPattern.Form.APEX_AND_BELOW)) {
            if (text.startsWith(form.prefix())) {
                return HostName.parse(text.substring(form.prefix().length()))
                        .map(base -> new DomainPattern(form, base));
            }
        }
        return HostName.parse(text).map(DomainPattern::exactly);
    }

    static List<Problem> warnings(DomainPattern pattern) {
        return List.of();
    }
}
