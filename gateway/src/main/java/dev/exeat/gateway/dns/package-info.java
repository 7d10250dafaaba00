/** The sandbox's resolver: strict DNS messages, synthetic addresses, upstream questions. */
@NullMarked
package dev.exeat.gateway.dns;

import org.jspecify.annotations.NullMarked;
