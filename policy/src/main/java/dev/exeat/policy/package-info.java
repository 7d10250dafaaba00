/** Names, patterns, addresses, rules and the one decision. Pure: parses text, does no other I/O, knows no socket. */
@NullMarked
package dev.exeat.policy;

import org.jspecify.annotations.NullMarked;
