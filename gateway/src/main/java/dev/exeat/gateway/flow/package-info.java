/** Captured connections: the decision, the only dialler, the relay. */
@NullMarked
package dev.exeat.gateway.flow;

import org.jspecify.annotations.NullMarked;
