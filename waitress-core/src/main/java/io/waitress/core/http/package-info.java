/**
 * The vocabulary of HTTP: {@link io.waitress.core.http.Headers} and their names, {@link io.waitress.core.http.Status},
 * versions and dates, and {@link io.waitress.core.http.HttpException}, which answers a request with a status.
 */
package io.waitress.core.http;
