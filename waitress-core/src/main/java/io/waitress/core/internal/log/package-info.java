/** The access log: what a line says, and how lines get to a file without holding up those who answer requests. */
package io.waitress.core.internal.log;
