/**
 * What Exeat keeps on disk about its sandboxes: the home, one folder per sandbox, who runs in it. Starts nothing; ends
 * only what it can prove to be its own.
 */
@NullMarked
package dev.exeat.cli.state;

import org.jspecify.annotations.NullMarked;
