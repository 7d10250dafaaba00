/** Thin, typed system calls through the foreign function API. Knows no policy and takes no decision. */
@NullMarked
package dev.exeat.linux;

import org.jspecify.annotations.NullMarked;
