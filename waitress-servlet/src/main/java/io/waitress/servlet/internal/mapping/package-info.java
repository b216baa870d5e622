/** Maps paths to what serves them (Servlet 6.1, chapter 12). Pure and immutable; uses nothing of ours. */
package io.waitress.servlet.internal.mapping;
