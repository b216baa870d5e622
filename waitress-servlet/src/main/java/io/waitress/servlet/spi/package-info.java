/** What an embedder or the server's own parts may replace: where a web application's resources come from. */
package io.waitress.servlet.spi;
