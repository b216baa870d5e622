/** Figures about the running server, and how they are told to programs that collect them. */
package io.waitress.core.internal.metrics;
