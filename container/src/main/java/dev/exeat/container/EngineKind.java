package dev.exeat.container;

/** Which program runs containers. */
public enum EngineKind {
    DOCKER("docker"),
    PODMAN("podman");

    private final String program;

    EngineKind(String program) {
        this.program = program;
    }

    /** The program's name, which is also the word of {@code --engine}. */
    public String program() {
        return program;
    }
}
