/** The process that ends every connection of a segment, decides, and dials out itself. Sees no engine. */
@NullMarked
package dev.exeat.gateway;

import org.jspecify.annotations.NullMarked;
