package dev.exeat.cli.completion;

import java.util.Locale;
import picocli.CommandLine;

/** The shells that there is a script for. */
public enum Shell {
    BASH,
    ZSH,
    FISH;

    /** The script that completes the words of this command and of all below it. */
    public String script(CommandLine root) {
        CommandWords words = CommandWords.of(root);
        return switch (this) {
            case BASH -> BashScript.of(words);
            case ZSH -> ZshScript.of(words);
            case FISH -> FishScript.of(words);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
