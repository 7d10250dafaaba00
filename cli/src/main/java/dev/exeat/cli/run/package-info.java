/**
 * {@code exeat run}: puts gateway, segment and jail together, proves the walls, then lets the command go. Takes no policy decision and moves
 * no byte of the workload's traffic itself.
 */
@NullMarked
package dev.exeat.cli.run;

import org.jspecify.annotations.NullMarked;
