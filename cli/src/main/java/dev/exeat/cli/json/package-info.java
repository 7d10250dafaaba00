/** A small JSON writer and reader (RFC 8259) for Exeat's own small files and outputs; a library would cost every start. */
@NullMarked
package dev.exeat.cli.json;

import org.jspecify.annotations.NullMarked;
