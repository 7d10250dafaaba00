package dev.exeat.engine.jail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files that stay read-only for the command although their directory is writable. */
class CoverTest {
    private JailWorld world;

    @BeforeEach
    void setUp() throws Exception {
        JailWorld.require("bwrap", "ip", "nsenter");
        world = JailWorld.asRoot();
    }

    @AfterEach
    void tearDown() {
        // null where the tools are missing and nothing was set up
        if (world != null) {
            world.close();
        }
    }

    @Test
    void aFileThatCanBeWrittenByAnotherNameIsRefused() throws Exception {
        Path policy = Files.writeString(world.project.resolve("p.yaml"), "version: 1\n");
        String covered = "covered=" + policy;
        assertThat(world.inside("echo x >> p.yaml", covered).status()).isNotZero();
        for (Path file :
                new Path[] {policy, world.project.resolve("exeat.yaml"), world.project.resolve(".git/config")}) {
            Path alias = Files.createLink(world.project.resolve("alias"), file);
            JailWorld.Result result = world.inside("echo x >> alias", covered);
            assertThat(result.output())
                    .contains("'" + file + "' has another name, which the command could write [jail-cover-link]")
                    .contains("fix: copy it to a file of its own");
            assertThat(Files.readString(file)).doesNotContain("x\n");
            Files.delete(alias);
            assertThat(world.inside("true", covered).status()).isZero();
        }
    }

    @Test
    void anotherNameOfAFileThatIsNotCoveredIsNoProblem() throws Exception {
        Path plain = Files.writeString(world.project.resolve("plain"), "plain\n");
        Files.createLink(world.project.resolve("alias"), plain);
        Path policy = Files.writeString(world.root.resolve("p.yaml"), "version: 1\n");
        Files.createLink(world.root.resolve("alias"), policy);
        assertThat(world.inside("echo x >> alias", "covered=" + policy).status())
                .isZero();
    }
}
