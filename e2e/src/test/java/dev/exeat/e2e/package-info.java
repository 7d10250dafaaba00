/**
 * The whole product against real servers in network namespaces of the tests' own. Nothing here may send a packet
 * anywhere but to loopback and to these namespaces, which have no route to anything else.
 */
@NullMarked
package dev.exeat.e2e;

import org.jspecify.annotations.NullMarked;
