/** Policies as commands take them: from flags and files, of a sandbox, and in words. Decides nothing: that is the policy's own. */
@NullMarked
package dev.exeat.cli.policy;

import org.jspecify.annotations.NullMarked;
