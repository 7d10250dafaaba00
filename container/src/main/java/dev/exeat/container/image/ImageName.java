package dev.exeat.container.image;

/**
 * The name of an image that Exeat made.
 *
 * @param hash of its content, which is its tag and its label
 */
public record ImageName(String hash) {
    /** The label of such an image; its value is the hash. */
    public static final String LABEL = "dev.exeat.image";

    static final String REPOSITORY = "exeat-gateway";

    /** What an engine's list of images takes to show this one only. */
    public String labelFilter() {
        return "label=" + LABEL + "=" + hash;
    }

    @Override
    public String toString() {
        return REPOSITORY + ":" + hash;
    }
}
