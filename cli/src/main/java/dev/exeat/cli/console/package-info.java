/** What the commands print and how they fail: the three streams, one form of error line. Knows no command. */
@NullMarked
package dev.exeat.cli.console;

import org.jspecify.annotations.NullMarked;
