/** Bytes waiting: in memory up to a threshold, in a temporary file beyond it; and scratch buffers for encoding. */
package io.waitress.core.internal.buffer;
