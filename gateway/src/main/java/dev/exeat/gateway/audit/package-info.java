/** The hash-chained journal of decisions, and its reader. */
@NullMarked
package dev.exeat.gateway.audit;

import org.jspecify.annotations.NullMarked;
