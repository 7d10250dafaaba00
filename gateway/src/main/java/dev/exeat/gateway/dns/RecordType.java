package dev.exeat.gateway.dns;

/**
 * A resource record type (RFC 1035, section 3.2.2; RFC 3597 for the spelling of those without a name here).
 *
 * @param code 0 to 65535
 */
public record RecordType(int code) {
    public static final RecordType A = new RecordType(1);
    public static final RecordType NS = new RecordType(2);
    public static final RecordType CNAME = new RecordType(5);
    public static final RecordType SOA = new RecordType(6);
    public static final RecordType PTR = new RecordType(12);
    public static final RecordType MX = new RecordType(15);
    public static final RecordType TXT = new RecordType(16);
    public static final RecordType AAAA = new RecordType(28);
    public static final RecordType SRV = new RecordType(33);
    public static final RecordType OPT = new RecordType(41);
    public static final RecordType SVCB = new RecordType(64);
    public static final RecordType HTTPS = new RecordType(65);
    public static final RecordType ANY = new RecordType(255);

    /** Checks the range. */
    public RecordType {
        if (code < 0 || code > 0xffff) {
            throw new IllegalArgumentException("record type " + code);
        }
    }

    /** The mnemonic, or TYPE followed by the number. */
    @Override
    public String toString() {
        return switch (code) {
            case 1 -> "A";
            case 2 -> "NS";
            case 5 -> "CNAME";
            case 6 -> "SOA";
            case 10 -> "NULL";
            case 12 -> "PTR";
            case 15 -> "MX";
            case 16 -> "TXT";
            case 28 -> "AAAA";
            case 33 -> "SRV";
            case 35 -> "NAPTR";
            case 41 -> "OPT";
            case 48 -> "DNSKEY";
            case 64 -> "SVCB";
            case 65 -> "HTTPS";
            case 255 -> "ANY";
            default -> "TYPE" + code;
        };
    }
}
