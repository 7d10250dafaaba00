/** One class per command, assembly of gateway and engine, rendering. */
@NullMarked
package dev.exeat.cli;

import org.jspecify.annotations.NullMarked;
