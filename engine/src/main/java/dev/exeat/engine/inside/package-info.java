/** What runs inside a container's network namespace on Exeat's behalf: it programs the segment, proves it, and makes sockets in it. */
@NullMarked
package dev.exeat.engine.inside;

import org.jspecify.annotations.NullMarked;
