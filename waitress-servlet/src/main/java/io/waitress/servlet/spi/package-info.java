/**
 * What lies between the server and those who extend it: a {@link io.waitress.servlet.spi.ResourceBase} says where the
 * resources of an application come from and may be implemented by an embedder; a
 * {@link io.waitress.servlet.spi.FileSender} is implemented by the server, for servlets that send files.
 */
package io.waitress.servlet.spi;
