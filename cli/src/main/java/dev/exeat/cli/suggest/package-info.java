/** Makes a policy of what a sandbox used, by its journal. Decides nothing, and opens nothing: it writes text for a person to read. */
@NullMarked
package dev.exeat.cli.suggest;

import org.jspecify.annotations.NullMarked;
