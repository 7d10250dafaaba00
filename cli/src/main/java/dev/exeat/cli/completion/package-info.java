/** Scripts by which a shell completes what is typed after {@code exeat}. Reads the table of commands; starts no Exeat while somebody types. */
@NullMarked
package dev.exeat.cli.completion;

import org.jspecify.annotations.NullMarked;
