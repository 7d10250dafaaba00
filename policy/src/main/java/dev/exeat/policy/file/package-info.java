/**
 * The policy's file: text in, values out. Reads no file and knows no command line; {@code exeat} and its gateway read the same text with
 * the same code, each for itself.
 */
@NullMarked
package dev.exeat.policy.file;

import org.jspecify.annotations.NullMarked;
