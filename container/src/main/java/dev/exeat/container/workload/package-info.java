/**
 * What a user may ask for a container sandbox's workload, judged before anything is created, and the engine's arguments that come of it.
 * Looks at files of the host; an engine is asked only what a named volume is made of.
 */
@NullMarked
package dev.exeat.container.workload;

import org.jspecify.annotations.NullMarked;
