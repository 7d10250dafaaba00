/** Builds the archive of the gateway's image from a distribution and this host's files. Knows no engine: it runs jlink, java and ldd only. */
@NullMarked
package dev.exeat.container.image;

import org.jspecify.annotations.NullMarked;
