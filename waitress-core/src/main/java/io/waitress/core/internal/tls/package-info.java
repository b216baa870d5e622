/** TLS: connections that are encrypted, and the certificates that the server has for them. */
package io.waitress.core.internal.tls;
