/** The program {@code waitress-serve}: a command line around web applications and the server. */
package io.waitress.servlet.cli;
