package dev.exeat.cli;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms of the code, and the absence of cycles. Plain tests: an {@code @ArchTest} field can stay green unrun. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.exeat");

    @Test
    void everyRoomIsSeen() {
        assertThat(CLASSES.stream().map(c -> c.getPackageName().split("\\.")[2]).distinct())
                .contains("policy", "linux", "gateway", "engine", "container", "cli");
    }

    @Test
    void arrowsPointDownwardsOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("cli")
                .definedBy("dev.exeat.cli..")
                .layer("control")
                .definedBy("dev.exeat.control..")
                .layer("gateway")
                .definedBy("dev.exeat.gateway..")
                .layer("engine")
                .definedBy("dev.exeat.engine..")
                .layer("container")
                .definedBy("dev.exeat.container..")
                .layer("lint")
                .definedBy("dev.exeat.lint..")
                .layer("linux")
                .definedBy("dev.exeat.linux..")
                .layer("policy")
                .definedBy("dev.exeat.policy..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("control")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("gateway")
                .mayOnlyBeAccessedByLayers("cli", "control")
                .whereLayer("container")
                .mayOnlyBeAccessedByLayers("cli", "control")
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers("cli", "control", "container")
                .whereLayer("lint")
                .mayOnlyBeAccessedByLayers("cli", "control")
                .whereLayer("linux")
                .mayOnlyBeAccessedByLayers("cli", "gateway", "engine", "container")
                .whereLayer("policy")
                .mayOnlyBeAccessedByLayers("cli", "control", "gateway", "engine", "container", "lint")
                .check(CLASSES);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("dev.exeat.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void policyDoesNoInputOrOutput() {
        com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("dev.exeat.policy..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "read files, sockets or processes",
                        c -> c.getPackageName().startsWith("java.nio.file")
                                || c.getPackageName().startsWith("java.nio.channels")
                                || c.getName().equals("java.net.InetAddress")
                                || c.getName().equals("java.net.Socket")
                                || c.getName().equals("java.lang.Process")))
                .check(CLASSES);
    }
}
