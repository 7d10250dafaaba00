package dev.exeat.engine;

import java.util.List;

/** The flags of a gateway's JVM, wherever it runs: small, no file of its own outside, nothing said but errors. */
public final class GatewayFlags {
    /** In the order of the command line. */
    public static final List<String> ALL = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xms16m",
            "-Xmx256m",
            "-Xss512k",
            "-XX:MaxDirectMemorySize=320m",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+DisplayVMOutputToStderr",
            "-Xlog:disable",
            "-Xlog:all=error,aot*=off,cds*=off:stderr",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.allocator.type=pooled",
            "-Dio.netty.noPreferDirect=false");

    private GatewayFlags() {}
}
