/** Choosing, printing and adding up the lines of a journal. Reads only. */
@NullMarked
package dev.exeat.cli.logs;

import org.jspecify.annotations.NullMarked;
