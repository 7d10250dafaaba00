package dev.exeat.policy;

/** What can be wrong with a name as a whole, or with one of its labels. Faults of single characters are {@link NameCharacter}'s. */
enum NameFault {
    EMPTY("name-empty", "is empty", "write a name such as 'api.example.com'"),
    LENGTH("name-length", "has more than 253 characters", "write a name of at most 253 characters"),
    EMPTY_LABEL(
            "name-empty-label",
            "has an empty label: two dots in a row, or a dot at the start",
            "write one dot between labels"),
    LABEL_LENGTH(
            "name-label-length", "has a label of more than 63 characters", "write labels of at most 63 characters"),
    HYPHEN_AT_END(
            "name-hyphen", "has a label that starts or ends with a hyphen", "write hyphens only inside of a label"),
    HYPHENS_RESERVED(
            "name-hyphens-reserved",
            "has a label with hyphens in its third and fourth place, which only 'xn--' labels may have",
            "write the name without them, or in its Unicode form"),
    LEADING_MARK(
            "name-leading-mark",
            "has a label that starts with a combining mark",
            "write a letter or digit before the mark"),
    CONTEXT(
            "name-context",
            "has a character that IDNA 2008 does not allow in this place (RFC 5892, appendix A)",
            "write the name as its registry lists it"),
    ACE(
            "name-ace",
            "has an 'xn--' label that does not stand for a valid name under IDNA 2008",
            "write the name in its Unicode form, or the 'xn--' form that its registry lists"),
    BIDI(
            "name-bidi",
            "mixes writing directions in a way that would be displayed in another order (RFC 5893)",
            "write the name as its registry lists it"),
    NUMERIC(
            "name-numeric",
            "ends in a number, so it would be read as an IPv4 address by some programs, and it is none",
            "write an address as four decimal numbers such as '192.0.2.1', or a name whose last label has a letter");

    private final String id;
    private final String message;
    private final String fix;

    NameFault(String id, String message, String fix) {
        this.id = id;
        this.message = message;
        this.fix = fix;
    }

    Problem in(String name) {
        return new Problem(id, "name " + Quoted.of(name) + " " + message, fix);
    }
}
