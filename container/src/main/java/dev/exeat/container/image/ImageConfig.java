package dev.exeat.container.image;

/** The image's configuration, in Docker's own format: the OCI one has no health check. */
final class ImageConfig {
    /** The same for each image. */
    static final String STABLE = """
            "User":"65534","WorkingDir":"/","Env":["PATH=/usr/sbin:/usr/bin"],\
            "Healthcheck":{"Test":["CMD","/usr/bin/test","-e","/run/exeat/serving"],\
            "Interval":5000000000,"Timeout":5000000000,"StartPeriod":30000000000,"StartInterval":1000000000,"Retries":3}""";

    static final String CREATED = "2000-01-01T00:00:00Z";

    private ImageConfig() {}

    /** With the SHA-256 of the one layer's tar. */
    static String of(ImageName name, String layer) {
        return """
                {"architecture":"%s","os":"linux","created":"%s",\
                "config":{%s,"Labels":{"%s":"%s"}},\
                "rootfs":{"type":"layers","diff_ids":["sha256:%s"]},\
                "history":[{"created":"%s","created_by":"exeat"}]}
                """.formatted(architecture(), CREATED, STABLE, ImageName.LABEL, name.hash(), layer, CREATED);
    }

    /** Go's word for this machine. */
    private static String architecture() {
        String machine = System.getProperty("os.arch");
        return machine.equals("aarch64") ? "arm64" : machine;
    }
}
