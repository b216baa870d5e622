/**
 * Reads and writes the texts of HTTP: paths, parameters, cookies, languages, ranges, forms. Pure; uses only the HTTP
 * vocabulary of the core.
 */
package io.waitress.servlet.internal.text;
