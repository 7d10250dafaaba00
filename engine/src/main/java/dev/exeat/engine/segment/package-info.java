/** How packets get from a workload into the gateway: the loopback segment and its probes. */
@NullMarked
package dev.exeat.engine.segment;

import org.jspecify.annotations.NullMarked;
