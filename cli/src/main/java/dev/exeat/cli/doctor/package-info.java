/** What {@code exeat doctor} looks at: the system's prerequisites. Reads and tries; changes nothing that stays. */
@NullMarked
package dev.exeat.cli.doctor;

import org.jspecify.annotations.NullMarked;
