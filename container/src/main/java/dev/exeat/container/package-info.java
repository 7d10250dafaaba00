/** Sandboxes on a container engine: Docker or Podman, driven by its own command line; the gateway's image; clean-up by proof. */
@NullMarked
package dev.exeat.container;

import org.jspecify.annotations.NullMarked;
