/**
 * What Servlet 5 to 6.1 removed, for applications that were compiled for {@code javax.servlet}. The bridge for legacy
 * applications points their classes here when it converts them; nobody else needs this.
 */
package io.waitress.servlet.legacy;
