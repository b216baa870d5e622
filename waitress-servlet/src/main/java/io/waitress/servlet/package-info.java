/**
 * Servlet applications, embedded: build one with {@link io.waitress.servlet.ServletApplication#builder()} and run it
 * with {@link io.waitress.servlet.Waitress}.
 */
package io.waitress.servlet;
