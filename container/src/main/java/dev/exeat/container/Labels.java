package dev.exeat.container;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What every object of Exeat's in an engine says of itself, so that clean-up can prove whose it is.
 *
 * @param sandbox the sandbox's name
 * @param home the {@code $EXEAT_HOME} that it belongs to
 * @param owner the process that looks after it: pid, start time and boot id
 */
public record Labels(String sandbox, String home, String owner) {
    public static final String SANDBOX = "dev.exeat.sandbox";
    public static final String ROLE = "dev.exeat.role";
    public static final String HOME = "dev.exeat.home";
    public static final String OWNER = "dev.exeat.owner";

    /** Name and value of each. */
    public SequencedMap<String, String> values(Role role) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        values.put(SANDBOX, sandbox);
        values.put(ROLE, role.id());
        values.put(HOME, home);
        values.put(OWNER, owner);
        return values;
    }

    /** The arguments that give them to a container. */
    public List<String> arguments(Role role) {
        List<String> arguments = new ArrayList<>();
        values(role).forEach((name, value) -> arguments.add("--label=" + name + "=" + value));
        return arguments;
    }
}
