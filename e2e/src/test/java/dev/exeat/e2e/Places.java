package dev.exeat.e2e;

/**
 * Who lives where. The prefixes look like global unicast ones, since the gateway refuses documentation blocks, but
 * they exist only on the veth pair between the two namespaces: neither namespace has a default route.
 */
final class Places {
    static final String V4 = "44.128.7.";
    static final String V6 = "2a0f:ffff:7::";

    /** The machine on which Exeat runs: the client namespace's own addresses. */
    static final String HOST4 = V4 + "1";

    static final String HOST6 = V6 + "1";
    static final String WEB4 = V4 + "10";
    static final String WEB6 = V6 + "10";
    static final String GIT4 = V4 + "12";
    static final String GIT6 = V6 + "12";
    static final String DB4 = V4 + "13";
    static final String DB6 = V6 + "13";
    static final String TCP4 = V4 + "14";
    static final String TCP6 = V6 + "14";
    static final String DENIED4 = V4 + "20";
    static final String DENIED6 = V6 + "20";
    static final String DNS4 = V4 + "53";
    static final String DNS6 = V6 + "53";

    static final String HOST_PRIVATE4 = "10.77.7.1";
    static final String PRIVATE4 = "10.77.7.2";
    static final String SHARED4 = "100.64.7.2";
    static final String PRIVATE6 = "fd77:7:7::2";
    static final String HOST_PRIVATE6 = "fd77:7:7::1";
    static final String METADATA4 = "169.254.169.254";
    static final String NAT64 = "64:ff9b::2c80:70a";

    /** Speaks first: one line, then close. */
    static final int BANNER = 2525;

    /** Sends back what it gets until the client has finished sending, then a last line with the count. */
    static final int ECHO = 2007;

    /** Swallows everything and counts. */
    static final int SINK = 2009;

    static final int HOST_SERVICE = 8931;

    private Places() {}
}
