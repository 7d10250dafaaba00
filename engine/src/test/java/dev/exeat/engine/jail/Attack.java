package dev.exeat.engine.jail;

/**
 * Something that a command must not be able to do: a pair of shell scripts that succeed (status 0) when it could.
 *
 * @param name a word
 * @param outside shows that the attack works where there is no jail
 * @param inside the same from inside of the jail
 */
record Attack(String name, String outside, String inside) {
    static Attack of(String name, String script) {
        return new Attack(name, script, script);
    }

    /** One shell script for many: a line {@code RESULT name status} for each. */
    static String script(Iterable<Attack> attacks, boolean inside) {
        StringBuilder script = new StringBuilder();
        for (Attack attack : attacks) {
            String body = inside ? attack.inside : attack.outside;
            script.append("timeout 20 bash -c '")
                    .append(body.replace("'", "'\\''"))
                    .append("' </dev/null; echo RESULT ");
            script.append(attack.name).append(" $?\n");
        }
        return script.toString();
    }
}
