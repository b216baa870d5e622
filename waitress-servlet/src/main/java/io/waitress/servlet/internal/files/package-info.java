/** The default servlet, which serves static files. Uses the text and spi packages and the Servlet API only. */
package io.waitress.servlet.internal.files;
