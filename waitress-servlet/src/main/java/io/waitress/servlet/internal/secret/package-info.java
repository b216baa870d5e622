/** Handling of secrets that realms and logins share. */
package io.waitress.servlet.internal.secret;
