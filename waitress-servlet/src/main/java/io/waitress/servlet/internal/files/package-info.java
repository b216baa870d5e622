/** The default servlet, which serves static files. Uses the text, mapping and spi packages only. */
package io.waitress.servlet.internal.files;
