/** Runs workloads. Sees no gateway class: it starts whatever gateway command it is given. */
@NullMarked
package dev.exeat.engine;

import org.jspecify.annotations.NullMarked;
