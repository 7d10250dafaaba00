/** The native jail: file system, processes, system calls, terminal. */
@NullMarked
package dev.exeat.engine.jail;

import org.jspecify.annotations.NullMarked;
