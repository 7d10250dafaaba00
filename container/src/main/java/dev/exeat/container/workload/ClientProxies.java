package dev.exeat.container.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Docker's command line sets the proxies of its {@code config.json} in every container, often with a password in them. They lead nowhere
 * in a sandbox. It leaves out what is set already, so they are set to nothing.
 */
public final class ClientProxies {
    private static final List<String> NAMES =
            List.of("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY");
    private static final String CONFIGURED = "\"proxies\"";

    private ClientProxies() {}

    /**
     * What to set where the workload sets nothing itself; nothing when there are none to keep away.
     *
     * @param environment of the caller
     * @param home the caller's home
     */
    public static Map<String, String> blanks(Map<String, String> environment, Path home) {
        Path configuration = Path.of(environment.getOrDefault(
                        "DOCKER_CONFIG", home.resolve(".docker").toString()))
                .resolve("config.json");
        if (!mentionsProxies(configuration)) {
            return Map.of();
        }
        Map<String, String> blanks = new LinkedHashMap<>();
        NAMES.forEach(name -> {
            blanks.put(name, "");
            blanks.put(name.toLowerCase(Locale.ROOT), "");
        });
        return blanks;
    }

    private static boolean mentionsProxies(Path configuration) {
        try {
            return Files.readString(configuration).contains(CONFIGURED);
        } catch (IOException e) {
            // none, or one that Docker cannot read either
            return false;
        }
    }
}
