/**
 * The bridge for applications that were made for {@code javax.servlet}: recognises them, and converts their classes,
 * jars and descriptors to {@code jakarta.servlet} before anything else reads them.
 */
package io.waitress.servlet.internal.legacy;
