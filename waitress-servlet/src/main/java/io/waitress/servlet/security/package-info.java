/** Who the users of applications are: realms, and the one that reads a file. */
package io.waitress.servlet.security;
